"""The gate that asks for a second factor where a rule says so."""

from allauth.mfa.models import Authenticator
from django.db.models import F

from accounts.hooks import Refusal
from accounts.standing import Standing
from index.attempts import UploadAttempt
from moderation.rules import candidates, matching
from moderation.rules.conditions import kinds_of
from moderation.rules.models import Rule, RuleAsked


def second_factor_given(attempt: UploadAttempt) -> Refusal | None:
    """An account that has one is never asked: whoever uploads with its token, it was made by who has both factors."""
    rules = list(Rule.objects.in_force(attempt.at).filter(effect=Rule.Effect.SECOND_FACTOR).order_by("pk"))
    if not rules or Authenticator.objects.filter(user=attempt.user_id).exists():
        return None
    needs = {kind for rule in rules for kind in kinds_of(rule.alternatives)}
    candidate = candidates.of_attempt(attempt, needs)
    is_newcomer = attempt.standing == Standing.NEWCOMER
    reaching = (rule for rule in rules if rule.reaches_all or is_newcomer)
    rule = next((rule for rule in reaching if matching.fits(rule.alternatives, candidate)), None)
    if rule is None:
        return None
    _count(rule, attempt)
    return Refusal(
        "second_factor_asked",
        f"At the moment this upload takes an account with a second factor, and {attempt.username} has none; "
        "set one up in the account's settings, then upload again.",
        403,
        "two-factor",
    )


def _count(rule: Rule, attempt: UploadAttempt) -> None:
    RuleAsked.objects.get_or_create(
        rule=rule,
        account_id=attempt.user_id,
        defaults={"first_at": attempt.at, "last_at": attempt.at, "project_name": attempt.project_name},
    )
    RuleAsked.objects.filter(rule=rule, account=attempt.user_id).update(
        times=F("times") + 1, last_at=attempt.at, project_name=attempt.project_name
    )
