"""Measures: what moderation holds back, removed, quarantined or froze, as it is told to whom it belongs.

What, since when, and why in fixed words: neither the figures of a score nor what moderators wrote for each other.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from index.models import JournalEntry, Project, Release
from index.removals import with_remover
from moderation import new_projects
from moderation.models import AccountVerdict, Appeal, PurgedAccount, PurgedProject, Verdict
from moderation.reporting import trusted_reports
from moderation.rules import acting as rules
from moderation.scoring import triage


class Kind(StrEnum):
    """In the words of a page, after a name and "is"."""

    HELD = "held for review"
    QUARANTINED = "quarantined"
    REMOVED = "removed"
    FROZEN = "frozen"


HELD_BY = {
    triage.ACTOR: "An automatic check asks that a person looks at it before it is offered.",
    new_projects.ACTOR: "It is a new project, and new projects wait for review.",
    rules.ACTOR: "It is like uploads that moderators look at more closely now.",
    trusted_reports.ACTOR: "It was reported, and waits until a moderator has looked.",
}
HELD_BY_A_PERSON = "A moderator holds it back to look at it more closely."
QUARANTINED = "A moderator quarantined it to look at it more closely."
JUDGED_SPAM = "A moderator judged it to be spam."
PURGED = "It was removed with others when spam was cleared away."
REMOVED = "A moderator removed it."
FROZEN_ON_REPORTS = "A moderator agreed with what was reported about it."
FROZEN_IN_A_PURGE = "It was frozen with others when spam was cleared away."
FROZEN = "An admin froze it because of how it was used."


@dataclass(frozen=True, slots=True)
class Measure:
    kind: Kind
    since: datetime
    reason: str
    by: str  # a user name, or what acted by itself; for the staff alone
    appeal: Appeal | None = None  # the newest against it

    @property
    def is_asked(self) -> bool:
        """Whether a review is asked for and not answered yet."""
        return self.appeal is not None and self.appeal.answered_at is None

    @property
    def answer(self) -> Appeal | None:
        """The newest appeal, where it was answered since the measure was taken."""
        appeal = self.appeal
        return appeal if appeal and appeal.answered_at and appeal.asked_at >= self.since else None


def measures_of(projects: Collection[Project]) -> dict[int, Measure]:
    """By id of the project, for those that have one, in two queries for however many."""
    ids = [project.pk for project in projects]
    appeals = {appeal.project_id: appeal for appeal in _appeals(project__in=ids)}
    rows = _with_what_was_done(Project.objects.filter(pk__in=ids))
    measures = ((row.pk, _measure(row, appeals.get(row.pk))) for row in rows)
    return {pk: measure for pk, measure in measures if measure}


def measure_of(project: Project) -> Measure | None:
    return measures_of([project]).get(project.pk)


def measure_of_account(account: User) -> Measure | None:
    """That it is frozen."""
    return measures_of_accounts([account]).get(account.pk)


def measures_of_accounts(accounts: Collection[User]) -> dict[int, Measure]:
    """By id of the account, for those that are frozen, in three queries for however many."""
    frozen = {account.pk: account for account in accounts if account.frozen_at}
    appeals = {appeal.account_id: appeal for appeal in _appeals(account__in=frozen)}
    purged = set(PurgedAccount.objects.filter(user__in=frozen).values_list("user_id", "done_at"))
    verdicts = AccountVerdict.objects.filter(account__in=frozen, froze=True)
    judged = set(verdicts.values_list("account_id", "decided_at"))
    measures = {}
    for pk, account in frozen.items():
        act = (pk, account.frozen_at)
        reason = FROZEN_IN_A_PURGE if act in purged else FROZEN_ON_REPORTS if act in judged else FROZEN
        since = account.frozen_at or account.date_joined
        measures[pk] = Measure(Kind.FROZEN, since, reason, account.frozen_by, appeals.get(pk))
    return measures


def _appeals(**of: object) -> QuerySet[Appeal]:
    return Appeal.objects.filter(**of).order_by("asked_at", "id")


def _with_what_was_done(projects: QuerySet[Project]) -> QuerySet[Project]:
    def last(action: str) -> QuerySet[JournalEntry]:
        return JournalEntry.objects.filter(project=OuterRef("pk"), action=action).order_by("-id")

    held = Release.objects.filter(project=OuterRef("pk"), removed_at=None).exclude(held_at=None)
    at_removal = {"project": OuterRef("pk")}
    return with_remover(projects).annotate(
        held_since=Subquery(held.order_by("held_at").values("held_at")[:1]),
        holder=Subquery(last("hold release").values("actor")[:1]),
        quarantined_at=Subquery(last("status quarantined").values("at")[:1]),
        quarantiner=Subquery(last("status quarantined").values("actor")[:1]),
        is_purged=Exists(PurgedProject.objects.filter(**at_removal, done_at=OuterRef("removed_at"))),
        is_judged=Exists(
            Verdict.objects.filter(
                **at_removal, decision=Verdict.Decision.SPAM, decided_at=OuterRef("removed_at")
            )
        ),
    )


def _measure(row: Any, appeal: Appeal | None) -> Measure | None:
    """The gravest; `row` is a project with what was done to it."""
    if row.removed_at:
        return (
            None if row.is_deleted else Measure(Kind.REMOVED, row.removed_at, _why(row), row.remover, appeal)
        )
    if row.status == Project.Status.QUARANTINED:
        # A status that moderators give has words that everybody reads.
        reason, since = row.status_reason or QUARANTINED, row.quarantined_at or row.created_at
        return Measure(Kind.QUARANTINED, since, reason, row.quarantiner or "", appeal)
    if row.held_since:
        reason = HELD_BY.get(row.holder, HELD_BY_A_PERSON)
        return Measure(Kind.HELD, row.held_since, reason, row.holder or "", appeal)
    return None


def _why(row: Any) -> str:
    if row.is_judged:
        return JUDGED_SPAM
    return PURGED if row.is_purged else REMOVED
