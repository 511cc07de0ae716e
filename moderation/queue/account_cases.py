"""Cases of accounts: what waits for a person about one account, and what moderators decide about it."""

import math
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from accounts.models import User
from moderation import audit, permissions
from moderation.acts import NotDone, users
from moderation.models import AccountCase, AccountVerdict, Report
from moderation.reporting import reporters

# Accounts have no score: before any report, odds of 1 to 9 that one is a spammer's.
LOG_ODDS_WITHOUT_REPORTS = math.log(1 / 9)
MAY_NOT_FREEZE = "{} is {}, no newcomer; an admin may freeze it."


class AccountVerdictRefused(Exception):  # noqa: N818 - named after what happened
    """Nothing was decided; the message is one sentence."""


def expected_harm(report_weight: float) -> float:
    """0 to 1: how likely the account is a spammer's, by what its open reports add."""
    return 1 / (1 + math.exp(-(LOG_ODDS_WITHOUT_REPORTS + report_weight)))


def open_cases() -> QuerySet[AccountCase]:
    """The queue of accounts: most harm first, each with its `account.reports_waiting`."""
    reports = Report.objects.filter(settled_at=None).select_related("reporter").order_by("reported_at", "id")
    return (
        AccountCase.objects.filter(settled_at=None)
        .select_related("account")
        .prefetch_related(Prefetch("account__reports_about", reports, to_attr="reports_waiting"))
        .order_by("-harm", "id")
    )


def note_report(account: User, *, now: datetime) -> AccountCase:
    """Take a new report into the account's case, and open it."""
    return _save(_opened(_case_of(account, now), now), now)


def note_appeal(account: User, *, appealed_at: datetime | None, now: datetime) -> AccountCase:
    """Open the case of an account whose owner asks for a review; None: it was answered.

    Without a report nothing else is left to wait for then.
    """
    case = _case_of(account, now)
    case.appealed_at = appealed_at
    if appealed_at:
        case = _opened(case, now)
    elif not _open_reports(account).exists():
        case.settled_at = case.settled_at or now
    return _save(case, now)


@transaction.atomic
def decide(
    *,
    case: AccountCase,
    decision: AccountVerdict.Decision,
    moderator: User,
    reason: str,
    now: datetime,
    seen: datetime | None = None,
) -> AccountVerdict:
    """Settle a case and its reports: freeze the account, or dismiss what was said of it.

    `seen` is `case.changed_at` as the moderator saw it. An appeal that waits goes on waiting for its answer.
    :raises AccountVerdictRefused: if the case changed since it was seen, is settled, or it is an admin's to freeze.
    """
    case = AccountCase.objects.select_for_update(of=("self",)).select_related("account").get(pk=case.pk)
    account = case.account
    if case.settled_at:
        raise AccountVerdictRefused(f"{account.username} has been decided already; look at its page.")
    if seen is not None and case.changed_at != seen:
        raise AccountVerdictRefused(
            f"{account.username} has changed since you saw it; look again, then decide."
        )
    freezes = decision == AccountVerdict.Decision.FREEZE
    if freezes:
        _check_may_freeze(moderator, account, now=now)
    froze = freezes and account.frozen_at is None
    verdict = AccountVerdict.objects.create(
        account=account, decision=decision, reason=reason, moderator=moderator, decided_at=now, froze=froze
    )
    if froze:  # after the verdict, by which the mail knows why
        _freeze(account, moderator=moderator, reason=reason, now=now)
    outcome = Report.Outcome.UPHELD if freezes else Report.Outcome.DISMISSED
    settled = _open_reports(account).update(settled_at=now, outcome=outcome)
    if not case.appealed_at:
        case.settled_at = now
    _save(case, now)
    _audit(verdict, "account verdict", actor=moderator, after={"reports_settled": settled}, now=now)
    return verdict


@transaction.atomic
def undo(*, verdict: AccountVerdict, moderator: User, now: datetime) -> bool:
    """Unfreeze what the verdict froze, and open its reports again. False if it is undone already.

    :raises AccountVerdictRefused: where the account is an admin's to freeze and unfreeze.
    """
    verdict = (
        AccountVerdict.objects.select_for_update(of=("self",)).select_related("account").get(pk=verdict.pk)
    )
    if verdict.undone_at:
        return False
    account = verdict.account
    if verdict.froze and account.frozen_at == verdict.decided_at:  # frozen anew since stays frozen
        _check_may_freeze(moderator, account, now=now)
        users.unfreeze(user=account, actor=moderator, reason="The verdict on it is undone.", now=now)
    anew = Report.objects.filter(account=account, reporter=OuterRef("reporter"), settled_at=None)
    settled = Report.objects.filter(~Exists(anew), account=account, settled_at=verdict.decided_at)
    reopened = Report.objects.filter(pk__in=list(settled.values_list("pk", flat=True)))
    count = reopened.update(settled_at=None, outcome="")
    verdict.undone_at = now
    verdict.save(update_fields=["undone_at"])
    case = _case_of(account, now)
    case.settled_at = None if count or case.appealed_at else case.settled_at
    _save(case, now)
    _audit(verdict, "undo account verdict", actor=moderator, after={"reports_reopened": count}, now=now)
    return True


def _check_may_freeze(moderator: User, account: User, *, now: datetime) -> None:
    if not permissions.may_freeze(moderator, account, now=now):
        standing = account.standing(now)
        raise AccountVerdictRefused(MAY_NOT_FREEZE.format(account.username, standing))


def _freeze(account: User, *, moderator: User, reason: str, now: datetime) -> None:
    try:
        users.freeze(user=account, actor=moderator, reason=reason, now=now)
    except NotDone as exc:
        raise AccountVerdictRefused(str(exc)) from exc


def _open_reports(account: User) -> QuerySet[Report]:
    return Report.objects.filter(account=account, settled_at=None)


def _case_of(account: User, now: datetime) -> AccountCase:
    AccountCase.objects.get_or_create(account=account, defaults={"opened_at": now, "changed_at": now})
    return AccountCase.objects.select_for_update(of=("self",)).select_related("account").get(account=account)


def _opened(case: AccountCase, now: datetime) -> AccountCase:
    if case.settled_at:
        case.settled_at, case.opened_at = None, now
    return case


def _save(case: AccountCase, now: datetime) -> AccountCase:
    reports = _open_reports(case.account)
    case.open_reports = reports.count()
    first = reports.order_by("reported_at", "id")[: reporters.WEIGHED]
    case.report_weight = reporters.weight_of(first, now=now) if case.open_reports else 0
    case.harm = expected_harm(case.report_weight)
    case.changed_at = now
    case.save()
    return case


def _audit(verdict: AccountVerdict, action: str, *, actor: User, after: dict, now: datetime) -> None:
    audit.record(
        actor=actor.username,
        action=action,
        subject=verdict.account.username,
        reason=verdict.reason,
        after={"decision": verdict.get_decision_display(), **after},
        now=now,
    )
