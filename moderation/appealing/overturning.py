"""What a won appeal of a project changes, and how it is put back exactly.

The spam verdict that stood is undone with all that followed from it; what no verdict did (a purge, a quarantine) is
put right here. Then the project is judged honest, which frees and lists it and teaches the model. What its owners
deleted themselves stays deleted.
"""

from datetime import datetime

from accounts.models import User
from classifier import labels
from classifier.models import Label
from index import lifecycle
from index.models import Project
from index.removals import not_deleted
from moderation.judging import verdicts
from moderation.models import Report, Verdict
from moderation.queue import cases

REASON = "An owner asked for a review, and it was granted."
PUT_BACK = "The answer to the owner's appeal is undone."


def overturn(project: Project, *, moderator: User, now: datetime) -> tuple[Verdict, dict]:
    """Give the project back and judge it honest; the verdict, and what `put_back` needs.

    :raises verdicts.VerdictRefused: where there is nothing that could be judged.
    """
    judged_spam = _last(project)
    if judged_spam and judged_spam.decision == Verdict.Decision.SPAM:
        verdicts.undo(verdict=judged_spam, moderator=moderator, now=now)
    project.refresh_from_db()
    before = {
        "judged_spam": judged_spam is not None and judged_spam.decision == Verdict.Decision.SPAM,
        "removed": _is_taken(project),
        "status": project.status,
        "status_reason": project.status_reason,
        **_against_it(project),
    }
    _give_back(project, before, moderator=moderator, now=now)
    case = cases.open_for(project, now=now)
    honest = verdicts.decide(case=case, decision=Verdict.Decision.NOT_SPAM, moderator=moderator, now=now)
    return honest, before


def put_back(verdict: Verdict, before: dict, *, moderator: User, now: datetime) -> None:
    """Undo `overturn`; whoever undoes it stands for the spam verdict that it overturned."""
    project = verdict.project
    verdicts.undo(verdict=verdict, moderator=moderator, now=now)
    if before["judged_spam"]:
        case = cases.open_for(project, now=now)
        verdicts.decide(case=case, decision=Verdict.Decision.SPAM, moderator=moderator, now=now)
    project.refresh_from_db()
    if before["removed"]:
        lifecycle.remove(project=project, actor=moderator.username, reason=PUT_BACK, now=now)
    if before["status"] == Project.Status.QUARANTINED:
        _set_status(project, before["status"], before["status_reason"], moderator=moderator, now=now)
    Label.objects.filter(pk__in=before["labels"]).update(retracted_at=None)
    Report.objects.filter(pk__in=before["reports"]).update(outcome=Report.Outcome.UPHELD, settled_at=now)


def _last(project: Project) -> Verdict | None:
    return project.verdicts.filter(undone_at=None).order_by("-decided_at", "-id").first()


def _is_taken(project: Project) -> bool:
    """Removed, and not by its owners."""
    return project.removed_at is not None and not_deleted(Project.objects.filter(pk=project.pk)).exists()


def _against_it(project: Project) -> dict[str, list[int]]:
    """What a purge has left that says it is spam."""
    said_spam = Label.objects.in_force().filter(is_spam=True, project_name=project.normalized_name)
    upheld = Report.objects.filter(
        project=project, outcome=Report.Outcome.UPHELD, settled_at=project.removed_at
    )
    return {
        "labels": list(said_spam.order_by("pk").values_list("pk", flat=True)),
        "reports": list(upheld.order_by("pk").values_list("pk", flat=True)),
    }


def _give_back(project: Project, before: dict, *, moderator: User, now: datetime) -> None:
    if before["removed"]:
        lifecycle.restore(project=project, actor=moderator.username, reason=REASON, now=now)
    if before["status"] == Project.Status.QUARANTINED:
        _set_status(project, Project.Status.ACTIVE, "", moderator=moderator, now=now)
    labels.retract_many(before["labels"], now=now)
    Report.objects.filter(pk__in=before["reports"]).update(outcome=Report.Outcome.DISMISSED, settled_at=now)


def _set_status(project: Project, status: str, reason: str, *, moderator: User, now: datetime) -> None:
    lifecycle.set_status(
        project=project, status=Project.Status(status), actor=moderator.username, reason=reason, now=now
    )
