"""Mails about API tokens, to their owners: a new one, one that was revoked, one that was found in public."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts import origin
from accounts.mails import notices
from accounts.models import ApiToken


def tell_of_new(token: ApiToken, *, scope: str, now: datetime) -> None:
    """`scope`: what the token is for, in words."""
    expires = f"{token.expires_at:%-d %B %Y}" if token.expires_at else "never, until it is revoked"
    _tell("email/token_created", token, {"scope": scope, "expires": expires}, now=now)


def tell_of_revoked(token: ApiToken, *, now: datetime) -> None:
    _tell("email/token_revoked", token, {}, now=now)


def tell_of_found(token: ApiToken, *, place: str, by: str, now: datetime) -> None:
    """`place`: where it was found, written so that it is no link."""
    _tell("email/token_found", token, {"place": place, "by": by}, now=now)


def _tell(template_prefix: str, token: ApiToken, more: dict[str, object], *, now: datetime) -> None:
    """A token without an owner is a build's: it ends by itself within minutes, and nobody is told."""
    if token.user is None:
        return
    context = {
        "user": token.user,
        "description": token.description,
        "shown": token.shown,
        "at": now,
        "address": origin.current_address() or "unknown, by a command",
        "tokens_url": settings.SITE_URL + reverse("manage_tokens"),
    }
    notices.send_after_commit(template_prefix, [token.user], context | more)
