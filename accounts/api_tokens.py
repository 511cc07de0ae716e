"""The verbs of API tokens: issue, revoke; and who a request's token stands for."""

import base64
from datetime import datetime, timedelta

from django.db import transaction

from accounts import credential_mails, events, limits, origin, tokens
from accounts.hooks import Refusal
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
        credential_mails.token_made(user, row)
    return row, text


@transaction.atomic
def revoke(*, token: ApiToken, now: datetime, is_own: bool = True) -> None:
    """End a token at once, everywhere. Revoking twice changes nothing. `is_own`: its owner did it."""
    changed = ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
    if changed and token.user is not None:
        _note(token.user, events.Kind.TOKEN_REVOKED, token, now=now, is_own=is_own)


def authenticate(authorization: str, *, now: datetime) -> ApiToken:
    """The token in an HTTP `Authorization: Basic` header, as upload clients send it.

    :raises NotAuthenticated: with a sentence for the client, of status 403, or 429 after many wrong ones (an
        answer of 401 would make clients ask for a password at a terminal that nobody sits at).
    """
    username, password = _basic_credentials(authorization)
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
    token = ApiToken.objects.usable(now).select_related("user").filter(digest=tokens.digest(password)).first()
    if token is None:
        raise NotAuthenticated(_unknown(now))
    _record_use(token, now=now)
    return token


def _unknown(now: datetime) -> Refusal:
    """Counted with wrong passwords from the same address. A good token works whatever others there have tried.

    After the look-up, not before: a digest is found as fast as a count, and 256 random bits are not guessed.
    """
    too_many = limits.take([limits.count_of_address(origin.current_address())], now=now)
    return too_many or Refusal(
        "token_unknown", "This API token is unknown, expired or revoked; make a new one.", 403, "api-token"
    )


def _basic_credentials(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        username, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:  # no base 64, or no UTF-8 in it
        return "", ""
    return username, password.strip()


def _note(user: User, kind: events.Kind, token: ApiToken, *, now: datetime, is_own: bool = True) -> None:
    """In its owner's security history."""
    details = {"description": token.description, "shown": token.shown}
    events.record(user=user, kind=kind, now=now, details=details, is_own=is_own)


def _record_use(token: ApiToken, *, now: datetime) -> None:
    if token.last_used_at is None or now - token.last_used_at > USE_IS_RECORDED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
