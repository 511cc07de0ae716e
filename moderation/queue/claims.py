"""Claims: a moderator has a card in hand for a few minutes, and a second one sees by whom.

A claim is not audited: it changes nothing about a project, and lapses by itself.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import User
from moderation.models import Case

LASTS = timedelta(minutes=5)


class Claimed(Exception):  # noqa: N818 - named after what happened
    """Somebody else has the card; the message is one sentence."""


def claim(*, case: Case, moderator: User, now: datetime) -> datetime:
    """Take a card in hand and put down any other; until when it lasts.

    :raises Claimed: while somebody else has it.
    """
    free = Q(claimed_by=None) | Q(claimed_by=moderator) | Q(claimed_until__lte=now)
    if not _take(case, moderator, free, now):
        case.refresh_from_db(fields=["claimed_by", "claimed_until", "settled_at"])
        raise Claimed(holder_in_words(case, now=now) or "It has been decided already.")
    return now + LASTS


def take_over(*, case: Case, moderator: User, now: datetime) -> datetime:
    """Take a card from whoever has it.

    :raises Claimed: if it is settled.
    """
    if not _take(case, moderator, Q(), now):
        raise Claimed("It has been decided already.")
    return now + LASTS


def holder(case: Case, *, now: datetime) -> User | None:
    """Who has the card in hand now."""
    return case.claimed_by if case.claimed_until and case.claimed_until > now else None


def holder_in_words(case: Case, *, now: datetime) -> str:
    """Empty where nobody has it."""
    by = holder(case, now=now)
    return f"{by.username} has it until {case.claimed_until:%H:%M} UTC." if by else ""


def _take(case: Case, moderator: User, free: Q, now: datetime) -> bool:
    """One statement, so that of two who reach for a card one gets it."""
    mine = Case.objects.filter(free, pk=case.pk, settled_at=None)
    taken = mine.update(claimed_by=moderator, claimed_until=now + LASTS)
    if taken:
        Case.objects.filter(claimed_by=moderator).exclude(pk=case.pk).update(
            claimed_by=None, claimed_until=None
        )
    return bool(taken)
