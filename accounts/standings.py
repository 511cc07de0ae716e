"""The standing of many accounts, in three queries for all."""

from collections.abc import Collection
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.models import User
from accounts.standing import Facts, Standing, standing_of


def standings_of(user_ids: Collection[int], *, now: datetime) -> dict[int, Standing]:
    """By id; what `User.standing` says of each."""
    return {pk: standing_of(facts) for pk, facts in facts_of(user_ids, now=now).items()}


def facts_of(user_ids: Collection[int], *, now: datetime) -> dict[int, Facts]:
    """By id; what `User.facts` says of each."""
    verified = _users_of(EmailAddress.objects.filter(user__in=user_ids, verified=True))
    second_factor = _users_of(Authenticator.objects.filter(user__in=user_ids))
    return {
        user.pk: Facts(
            age_days=(now - user.date_joined).days,
            has_verified_address=user.pk in verified,
            has_second_factor=user.pk in second_factor,
            honest_verdicts=user.honest_verdicts,
            spam_verdicts=user.spam_verdicts,
            granted=Standing(user.granted_standing) if user.granted_standing else None,
        )
        for user in User.objects.filter(pk__in=user_ids)
    }


def _users_of(rows: object) -> set[int]:
    return set(rows.values_list("user_id", flat=True))  # type: ignore[attr-defined]
