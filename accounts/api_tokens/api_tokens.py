"""The verbs of API tokens: issue, revoke; and who a request's token stands for."""

import base64
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts import origin
from accounts.api_tokens import token_notices, tokens
from accounts.history import events
from accounts.hooks import Refusal
from accounts.logging_in import limits
from accounts.models import ApiToken, User

TOKEN_USERNAME = "__token__"  # noqa: S105 - the user name that stands for "the password is a token"
USE_IS_RECORDED_EVERY = timedelta(minutes=1)  # so that a thousand uploads are not a thousand writes


class NotAuthenticated(Exception):  # noqa: N818 - STYLE: exceptions are named after what happened
    """The request carries no usable token."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


@transaction.atomic
def issue(
    *,
    user: User | None,
    description: str,
    for_whole_account: bool,
    now: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """Create a token; its text is returned here and can never be read again."""
    text = tokens.mint()
    row = ApiToken.objects.create(
        user=user,
        description=description,
        digest=tokens.digest(text),
        shown=text[: tokens.SHOWN_CHARACTERS],
        for_whole_account=for_whole_account,
        created_at=now,
        expires_at=expires_at,
    )
    if user is not None:
        _note(user, events.Kind.TOKEN_MADE, row, now=now)
    return row, text


@transaction.atomic
def revoke(*, token: ApiToken, now: datetime) -> bool:
    """End a token at once, everywhere, with a mail to its owner. Revoking twice changes nothing, and answers False."""
    if not end(token=token, reason="", now=now):
        return False
    token_notices.tell_of_revoked(token, now=now)
    return True


@transaction.atomic
def end(*, token: ApiToken, reason: str, now: datetime) -> bool:
    """Revoke without a mail, for verbs that tell more in their own; False where it is revoked already.

    `reason`: why somebody else did; empty where its owner does.
    """
    changed = ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(
        revoked_at=now, revoked_reason=reason
    )
    if changed and token.user is not None:
        _note(token.user, events.Kind.TOKEN_REVOKED, token, now=now, is_own=not reason, reason=reason)
    return bool(changed)


def forget_addresses(*, now: datetime) -> int:
    """Empty the addresses of last uses that are older than addresses are kept."""
    oldest = now - timedelta(days=settings.KEEP_ADDRESSES_DAYS)
    outdated = ApiToken.objects.filter(last_used_at__lt=oldest, last_used_from__isnull=False)
    return outdated.update(last_used_from=None)


def authenticate(authorization: str, *, now: datetime) -> ApiToken:
    """The token in an HTTP `Authorization: Basic` header, as upload clients send it.

    :raises NotAuthenticated: with a sentence for the client, of status 403, or 429 after many wrong ones (an
        answer of 401 would make clients ask for a password at a terminal that nobody sits at).
    """
    username, password = basic_credentials(authorization)
    password = password.strip()  # as it was copied
    if username and password and username != TOKEN_USERNAME:
        # Whether it is right is nobody's to know here, so it is not even looked at.
        raise NotAuthenticated(
            Refusal(
                "password_not_taken",
                f"A password is not taken here: make an API token at {page_address()} and send it as the password "
                f"of the user {TOKEN_USERNAME}.",
                403,
                "api-token",
            )
        )
    if username != TOKEN_USERNAME:
        raise NotAuthenticated(
            Refusal(
                "token_missing",
                "Upload with an API token: user name __token__, password the token.",
                403,
                "api-token",
            )
        )
    if not tokens.is_well_formed(password):
        raise NotAuthenticated(
            Refusal(
                "token_malformed",
                "This is no complete API token; copy it again or make a new one.",
                403,
                "api-token",
            )
        )
    token = ApiToken.objects.select_related("user").filter(digest=tokens.digest(password)).first()
    if token is None or not token.is_usable(now):
        raise NotAuthenticated(_refusal(token, now))
    _record_use(token, now=now)
    return token


def _refusal(token: ApiToken | None, now: datetime) -> Refusal:
    """That it has expired is told to nobody but who holds the token; what else ended it is told to nobody."""
    if token is None or token.revoked_at or (token.user and not token.user.is_active):
        return _unknown(now)
    return Refusal(
        "token_expired",
        f"This API token expired on {token.expires_at:%-d %B %Y}; make a new one at {page_address()}",
        403,
        "api-token",
    )


def _unknown(now: datetime) -> Refusal:
    """Counted with wrong passwords from the same address. A good token works whatever others there have tried.

    After the look-up, not before: a digest is found as fast as a count, and 256 random bits are not guessed.
    """
    too_many = limits.take([limits.count_of_address(origin.current_address())], now=now)
    return too_many or Refusal(
        "token_unknown", "This API token is unknown, expired or revoked; make a new one.", 403, "api-token"
    )


def page_address() -> str:
    """Where tokens are made, for sentences to clients; the page is index's."""
    return settings.SITE_URL + reverse("manage_tokens")


def basic_credentials(authorization: str) -> tuple[str, str]:
    """User name and password of the header; both empty where it holds none."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        username, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:  # no base 64, or no UTF-8 in it
        return "", ""
    return username, password


def _note(
    user: User, kind: events.Kind, token: ApiToken, *, now: datetime, is_own: bool = True, reason: str = ""
) -> None:
    """In its owner's security history."""
    details = {"description": token.description, "shown": token.shown}
    if reason:
        details["reason"] = reason
    events.record(user=user, kind=kind, now=now, details=details, is_own=is_own)


def _record_use(token: ApiToken, *, now: datetime) -> None:
    """Once a minute at most, by one of those who use it at the same time; the address is that of this one use."""
    before = now - USE_IS_RECORDED_EVERY
    if token.last_used_at is None or token.last_used_at < before:
        unrecorded = Q(last_used_at=None) | Q(last_used_at__lt=before)
        ApiToken.objects.filter(unrecorded, pk=token.pk).update(
            last_used_at=now, last_used_from=origin.current_address()
        )
