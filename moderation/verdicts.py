"""Verdicts: a moderator decides; the label, the consequence and their undoing follow in one transaction."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from classifier import labels
from index import lifecycle
from index.models import Project, Release, Role
from moderation import audit, cases
from moderation.models import Case, Report, Verdict


class VerdictRefused(Exception):  # noqa: N818 - named after what happened
    """Nothing was decided; the message is one sentence."""


@transaction.atomic
def decide(
    *, case: Case, decision: Verdict.Decision, moderator: User, now: datetime, seen: datetime | None = None
) -> Verdict:
    """Settle a case: label what was judged, then remove the project (spam) or free and list it (not spam).

    `seen` is `case.changed_at` as the moderator saw it.
    :raises VerdictRefused: if the case changed since it was seen, or is settled.
    """
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("project", "score__release")
        .get(pk=case.pk)
    )
    if case.settled_at:
        raise VerdictRefused(f"{case.project.name} has been decided already; look at its audit entry.")
    if seen is not None and case.changed_at != seen:
        raise VerdictRefused(f"{case.project.name} has changed since you saw it; look again and decide then.")
    release = (
        case.score.release if case.score else case.project.releases.order_by("-created_at", "-id").first()
    )
    if release is None:
        raise VerdictRefused(f"{case.project.name} has no release to judge.")
    is_spam = decision == Verdict.Decision.SPAM
    label = labels.record(release=release, is_spam=is_spam, labelled_by=moderator.username, now=now)
    before = _state(case.project)
    _carry_out(case.project, is_spam=is_spam, actor=moderator.username, now=now)
    _count_for_owners(case.project, is_spam=is_spam, by=1)
    verdict = Verdict.objects.create(
        project=case.project,
        release=release,
        decision=decision,
        label=label,
        moderator=moderator,
        decided_at=now,
        before=before,
    )
    _settle_reports(case.project, is_spam=is_spam, now=now)
    cases.settle(case, now=now)
    _audit(verdict, "verdict", actor=moderator, before=before, now=now)
    return verdict


@transaction.atomic
def undo(*, verdict: Verdict, moderator: User, now: datetime) -> bool:
    """Put back what the verdict changed, forget its label, and open the case again. False if it is undone already."""
    verdict = Verdict.objects.select_for_update().select_related("project", "label").get(pk=verdict.pk)
    if verdict.undone_at:
        return False
    is_spam = verdict.decision == Verdict.Decision.SPAM
    after = _state(verdict.project)
    _put_back(verdict.project, verdict.before, actor=moderator.username, now=now)
    _count_for_owners(verdict.project, is_spam=is_spam, by=-1)
    labels.retract(verdict.label, now=now)
    settled_by_it = Report.objects.filter(project=verdict.project, settled_at=verdict.decided_at)
    settled_by_it.update(settled_at=None, outcome="")
    verdict.undone_at = now
    verdict.save(update_fields=["undone_at"])
    cases.reopen(verdict.project.case, now=now)
    _audit(verdict, "undo verdict", actor=moderator, before=after, now=now)
    return True


def _state(project: Project) -> dict:
    """What a verdict's consequence may change."""
    project.refresh_from_db()
    return {
        "listed": project.listed,
        "removed": project.removed_at is not None,
        "held_releases": list(
            project.releases.exclude(held_at=None).order_by("id").values_list("id", flat=True)
        ),
    }


def _carry_out(project: Project, *, is_spam: bool, actor: str, now: datetime) -> None:
    reason = "judged spam" if is_spam else "judged not spam"
    if is_spam:
        lifecycle.remove(project=project, actor=actor, reason=reason, now=now)
        return
    # Nothing is restored: what is removed by now, its owner has deleted.
    for release in project.releases.exclude(held_at=None):
        lifecycle.free(release=release, actor=actor, reason=reason, now=now)
    lifecycle.list_project(project=project, actor=actor, reason=reason, now=now)


def _put_back(project: Project, before: dict, *, actor: str, now: datetime) -> None:
    reason = "verdict undone"
    put_back = lifecycle.remove if before["removed"] else lifecycle.restore
    put_back(project=project, actor=actor, reason=reason, now=now)
    put_back = lifecycle.list_project if before["listed"] else lifecycle.unlist_project
    put_back(project=project, actor=actor, reason=reason, now=now)
    for release in Release.objects.filter(pk__in=before["held_releases"]):
        lifecycle.hold(release=release, actor=actor, reason=reason, now=now)


def _count_for_owners(project: Project, *, is_spam: bool, by: int) -> None:
    """A verdict, and nothing less, changes what an owner's standing is computed from."""
    owners = Role.objects.filter(project=project, kind=Role.Kind.OWNER).values("user_id")
    field = "spam_verdicts" if is_spam else "honest_verdicts"
    User.objects.filter(pk__in=owners).update(**{field: F(field) + by})


def _settle_reports(project: Project, *, is_spam: bool, now: datetime) -> None:
    outcome = Report.Outcome.UPHELD if is_spam else Report.Outcome.DISMISSED
    Report.objects.filter(project=project, settled_at=None).update(settled_at=now, outcome=outcome)


def _audit(verdict: Verdict, action: str, *, actor: User, before: dict, now: datetime) -> None:
    audit.record(
        actor=actor.username,
        action=action,
        subject=verdict.project.normalized_name,
        reason=verdict.get_decision_display(),
        before=before,
        after=_state(verdict.project),
        now=now,
    )
