"""Appeals: whom a measure hits asks that a person look again, and a moderator answers in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Min, QuerySet
from django.urls import reverse

from accounts.mails.notices import send_after_commit
from accounts.models import User
from index.models import Project
from index.notices import owners_of
from index.permissions import may_manage
from moderation import audit, permissions
from moderation.acts import users
from moderation.appealing import overturning
from moderation.appealing.measures import measure_of
from moderation.judging.verdicts import VerdictRefused
from moderation.models import Appeal
from moderation.queue import account_cases, cases

SHORTEST, LONGEST = 10, 2000  # characters
IN_A_MONTH, MONTH = 3, timedelta(days=30)
RECENT = 10


class AppealRefused(Exception):  # noqa: N818 - named after what happened
    """Nothing was asked, or nothing answered; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Waiting:
    count: int
    oldest_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        """Whether one waits longer than is promised."""
        return self.oldest_at is not None and now - self.oldest_at > goal()


def goal() -> timedelta:
    return timedelta(hours=settings.APPEAL_GOAL_HOURS)


def waiting() -> Waiting:
    """How many wait for an answer, and since when the oldest does."""
    open_ones = Appeal.objects.filter(answered_at=None)
    return Waiting(open_ones.count(), open_ones.aggregate(oldest=Min("asked_at"))["oldest"])


def open_appeals() -> QuerySet[Appeal]:
    """The longest waiting first."""
    appeals = Appeal.objects.filter(answered_at=None).select_related("project", "account", "appellant")
    return appeals.order_by("asked_at", "id")


def answered_last() -> QuerySet[Appeal]:
    answered = Appeal.objects.exclude(answered_at=None).select_related("project", "account")
    return answered.order_by("-answered_at", "-id")[:RECENT]


def may_ask(appellant: User, *, project: Project) -> bool:
    return may_manage(appellant, project)


@transaction.atomic
def ask(*, project: Project, appellant: User, text: str, now: datetime) -> Appeal:
    """An owner asks for a review of what is held, removed or quarantined.

    :raises AppealRefused: for who is no owner, where nothing was done to it, and for one appeal too many.
    """
    if not may_ask(appellant, project=project):
        raise AppealRefused(f"Only an owner of {project.name} can ask for a review; ask one.")
    if measure_of(project) is None:
        raise AppealRefused(f"Nothing of {project.name} is held or removed; there is nothing to review.")
    appeal = _record(Appeal(project=project, appellant=appellant, text=text, asked_at=now), project.name)
    cases.note_appeal(project, appealed_at=now, now=now)
    _audit("ask for a review", appeal, actor=appellant.username, reason=text, now=now)
    return appeal


@transaction.atomic
def ask_for_account(*, account: User, text: str, now: datetime) -> Appeal:
    """Whose account is frozen asks for a review; that it is they, the signed link in their mail has shown.

    :raises AppealRefused: for an account that is not frozen, and for one appeal too many.
    """
    if account.frozen_at is None:
        raise AppealRefused(f"{account.username} is not frozen; log in as always.")
    appeal = _record(Appeal(account=account, appellant=account, text=text, asked_at=now), account.username)
    account_cases.note_appeal(account, appealed_at=now, now=now)
    _audit("ask for a review", appeal, actor=account.username, reason=text, now=now)
    return appeal


@transaction.atomic
def answer(*, appeal: Appeal, outcome: Appeal.Outcome, moderator: User, text: str, now: datetime) -> Appeal:
    """Grant it, which gives back what was taken, or deny it, which leaves all as it is; either way in words.

    :raises AppealRefused: where it was answered before, or an admin must answer it.
    """
    appeal = _locked(appeal)
    if appeal.answered_at:
        raise AppealRefused(f"The appeal about {appeal.subject} was answered by {appeal.answered_by} before.")
    _check_may_answer(appeal, moderator, now=now)
    granted = outcome == Appeal.Outcome.GRANTED
    if granted:
        _grant(appeal, moderator=moderator, now=now)
    appeal.outcome, appeal.answer = outcome, text
    appeal.answered_at, appeal.answered_by = now, moderator.username
    appeal.save(update_fields=["outcome", "answer", "answered_at", "answered_by", "verdict", "before"])
    _set_clock(appeal, None, now=now)
    _audit(
        "grant appeal" if granted else "deny appeal", appeal, actor=moderator.username, reason=text, now=now
    )
    _mail_answer(appeal)
    return appeal


@transaction.atomic
def undo(*, appeal: Appeal, moderator: User, now: datetime) -> bool:
    """Put back what granting it changed, and let it wait for an answer again. False if it does already.

    :raises AppealRefused: where an admin must do it, or another appeal about the same waits meanwhile.
    """
    appeal = _locked(appeal)
    if appeal.answered_at is None:
        return False
    _check_may_answer(appeal, moderator, now=now)
    if _about_the_same(appeal).filter(answered_at=None).exists():
        raise AppealRefused(f"Another appeal about {appeal.subject} waits; answer that one instead.")
    if appeal.outcome == Appeal.Outcome.GRANTED:
        _take_back(appeal, moderator=moderator, now=now)
    before = {"outcome": appeal.outcome, "answered_by": appeal.answered_by}
    appeal.outcome = appeal.answer = appeal.answered_by = ""
    appeal.answered_at, appeal.verdict, appeal.before = None, None, {}
    appeal.save(update_fields=["outcome", "answer", "answered_at", "answered_by", "verdict", "before"])
    _set_clock(appeal, appeal.asked_at, now=now)
    _audit("undo the answer to the appeal", appeal, actor=moderator.username, before=before, now=now)
    return True


def _record(appeal: Appeal, name: str) -> Appeal:
    since = appeal.asked_at - MONTH
    if _about_the_same(appeal).filter(asked_at__gt=since).count() >= IN_A_MONTH:
        raise AppealRefused(
            f"A review of {name} was asked for {IN_A_MONTH} times within {MONTH.days} days; ask again later."
        )
    try:
        with transaction.atomic():
            appeal.save(force_insert=True)
    except IntegrityError as exc:
        raise AppealRefused(f"A review of {name} is asked for already; you will hear by mail.") from exc
    return appeal


def _about_the_same(appeal: Appeal) -> QuerySet[Appeal]:
    return Appeal.objects.filter(project=appeal.project, account=appeal.account).exclude(pk=appeal.pk)


def _locked(appeal: Appeal) -> Appeal:
    rows = Appeal.objects.select_for_update(of=("self",)).select_related(
        "project", "account", "verdict__project"
    )
    return rows.get(pk=appeal.pk)


def _check_may_answer(appeal: Appeal, moderator: User, *, now: datetime) -> None:
    account = appeal.account
    if account and not permissions.may_freeze(moderator, account, now=now):
        raise AppealRefused(f"{account.username} is no newcomer; an admin answers.")


def _grant(appeal: Appeal, *, moderator: User, now: datetime) -> None:
    if appeal.project:
        try:
            appeal.verdict, appeal.before = overturning.overturn(appeal.project, moderator=moderator, now=now)
        except VerdictRefused as exc:
            raise AppealRefused(str(exc)) from exc
    elif appeal.account and appeal.account.frozen_at:  # else somebody has unfrozen it already
        account = appeal.account
        appeal.before = {"frozen_reason": account.frozen_reason}
        users.unfreeze(user=account, actor=moderator, reason=overturning.REASON, now=now)


def _take_back(appeal: Appeal, *, moderator: User, now: datetime) -> None:
    if appeal.verdict:
        overturning.put_back(appeal.verdict, appeal.before, moderator=moderator, now=now)
    elif appeal.account and appeal.before and not appeal.account.frozen_at:
        users.freeze(user=appeal.account, actor=moderator, reason=appeal.before["frozen_reason"], now=now)


def _set_clock(appeal: Appeal, appealed_at: datetime | None, *, now: datetime) -> None:
    if appeal.project:
        cases.note_appeal(appeal.project, appealed_at=appealed_at, now=now)
    elif appeal.account:
        account_cases.note_appeal(appeal.account, appealed_at=appealed_at, now=now)


def _mail_answer(appeal: Appeal) -> None:
    people = owners_of(appeal.project) if appeal.project else [appeal.appellant]
    path = (
        reverse("manage_releases", args=[appeal.project.normalized_name])
        if appeal.project
        else "/account/login/"
    )
    context: dict[str, Any] = {"appeal": appeal, "url": settings.SITE_URL + path}
    send_after_commit("email/appeal_answered", people, context, even_frozen=True)


def _audit(
    action: str, appeal: Appeal, *, actor: str, now: datetime, reason: str = "", before: dict | None = None
) -> None:
    audit.record(
        actor=actor,
        action=f"{action} of account"
        if appeal.account
        else action,  # names of projects and accounts may be alike
        subject=appeal.subject,
        reason=reason,
        before=before,
        after={"outcome": appeal.outcome, "answered_by": appeal.answered_by},
        now=now,
    )
