"""The verbs of staff tokens: issue, revoke; and whom a request's token stands for."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from accounts.api_tokens import tokens
from accounts.models import User
from moderation import audit
from moderation.api.scopes import NEEDS, Scope, open_to
from moderation.models import StaffToken
from moderation.permissions import lacks_second_factor

PREFIX = "gatehouse-staff-"
SHOWN_CHARACTERS = len(PREFIX) + 4
LONGEST = timedelta(days=366)
USE_IS_RECORDED_EVERY = timedelta(minutes=1)


class TokenNotIssued(Exception):  # noqa: N818 - named after what happened
    """There is no new token; the message is one sentence."""


class NotAllowed(Exception):  # noqa: N818 - named after what happened
    """The request may not do this; the message is one sentence, `status` 401 for an unknown token, else 403."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


@transaction.atomic
def issue(
    *, user: User, description: str, scopes: Collection[str], expires_at: datetime, now: datetime
) -> tuple[StaffToken, str]:
    """Create a token; its text is returned here and can never be read again.

    :raises TokenNotIssued: for a scope beyond the user's role, and an end that is past or more than a year away.
    """
    beyond = sorted(set(scopes) - set(open_to(user)))
    if beyond or not scopes:
        raise TokenNotIssued(f"Choose scopes that your role reaches; {', '.join(beyond) or 'none'} is not.")
    if not now < expires_at <= now + LONGEST:
        raise TokenNotIssued("A staff token ends within a year; choose an earlier end.")
    text = tokens.mint(PREFIX)
    row = StaffToken.objects.create(
        user=user,
        description=description,
        digest=tokens.digest(text),
        shown=text[:SHOWN_CHARACTERS],
        scopes=sorted(scopes),
        created_at=now,
        expires_at=expires_at,
    )
    after = {"scopes": row.scopes, "expires_at": expires_at.isoformat()}
    audit.record(
        actor=user.username,
        action="make staff token",
        subject=row.shown,
        reason=description,
        after=after,
        now=now,
    )
    return row, text


@transaction.atomic
def revoke(*, token: StaffToken, actor: User, now: datetime) -> bool:
    """End a token at once, everywhere. False where it is revoked already."""
    if not StaffToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        return False
    audit.record(actor=actor.username, action="revoke staff token", subject=token.shown, now=now)
    return True


def authenticate(text: str, *, scope: Scope, now: datetime) -> StaffToken:
    """The token of that text, where it may be used for `scope` now.

    :raises NotAllowed: for who is nobody (401), and for what the token or its owner's role does not reach (403).
    """
    token = _find(text, now=now)
    if token is None:
        raise NotAllowed(
            "This staff token is unknown, expired or revoked; make a new one in the console.", 401
        )
    if scope not in token.scopes:
        raise NotAllowed(f"This token lacks the scope “{scope}”; make one that has it.", 403)
    if not NEEDS[scope](token.user):
        raise NotAllowed("The role of this token's owner does not reach that; ask an admin.", 403)
    if lacks_second_factor(token.user):
        raise NotAllowed(
            "The owner of this token needs a second factor first; set one up in the account.", 403
        )
    _record_use(token, now=now)
    return token


def _find(text: str, *, now: datetime) -> StaffToken | None:
    if not tokens.is_well_formed(text, PREFIX):
        return None
    found = StaffToken.objects.usable(now).select_related("user")
    return found.filter(digest=tokens.digest(text)).first()


def _record_use(token: StaffToken, *, now: datetime) -> None:
    if token.last_used_at is None or now - token.last_used_at > USE_IS_RECORDED_EVERY:
        StaffToken.objects.filter(pk=token.pk).update(last_used_at=now)
