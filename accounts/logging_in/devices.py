"""Browsers that have logged in to an account, known by a random cookie: a login from another is told by mail."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts import origin
from accounts.mails import notices
from accounts.models import KnownDevice, User

REMEMBERED_FOR = timedelta(days=365)
COOKIE_BYTES = 32
LONGEST_COOKIE = 100
LONGEST_BROWSER = 200


def known_device(request: HttpRequest, user: User | None) -> str | None:
    """The digest of the browser's cookie, where the browser has logged in to this account before."""
    digest = _digest_of(request)
    if digest is None:
        return None
    # Asked for unknown names too: whether there is an account must not be told by a query more.
    return digest if KnownDevice.objects.filter(user=user or 0, digest=digest).exists() else None


def record_login(*, request: HttpRequest, response: HttpResponseBase, user: User, now: datetime) -> None:
    """Remember the browser; where the account has not seen it, tell its owner by mail.

    Who has just signed up has no verified address yet, and so gets none.
    """
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    if not _is_ours(cookie):
        cookie = secrets.token_urlsafe(COOKIE_BYTES)
    _, is_new = KnownDevice.objects.update_or_create(
        user=user,
        digest=_digest(cookie),
        defaults={"last_at": now},
        create_defaults={"first_at": now, "last_at": now},
    )
    if is_new:
        notices.send_after_commit("email/new_device", [user], _told(request, user, now=now))
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        cookie,
        max_age=REMEMBERED_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(*, now: datetime) -> int:
    return KnownDevice.objects.filter(last_at__lt=now - REMEMBERED_FOR).delete()[0]


def _told(request: HttpRequest, user: User, *, now: datetime) -> dict[str, object]:
    return {
        "user": user,
        "at": now,
        "address": origin.client_address(request) or "unknown",
        "browser": request.headers.get("User-Agent", "not told")[:LONGEST_BROWSER],
        "sessions_url": f"{settings.SITE_URL}/account/sessions/",
        "reset_url": f"{settings.SITE_URL}/account/request-password-reset/",
    }


def _digest_of(request: HttpRequest) -> str | None:
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    return _digest(cookie) if _is_ours(cookie) else None


def _is_ours(cookie: str) -> bool:
    return COOKIE_BYTES <= len(cookie) <= LONGEST_COOKIE


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
