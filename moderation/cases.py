"""Cases: what waits for a person, one a project, ranked by the harm that waiting may do."""

from datetime import datetime

from django.db.models import Prefetch, QuerySet

from classifier.models import Score
from index.models import Project, Release
from moderation import lines, reporters
from moderation.models import Case, Report

EACH_REPORT_HALVES = 0.5  # what is left of the doubt after one more report


def expected_harm(spam_probability: float | None, open_reports: int) -> float:
    """0 to 1: how likely this is spam by the score, where each open report halves the remaining doubt.

    Without a score yet, a report alone says one half.
    """
    doubt = 1 - (spam_probability or 0.0)
    return 1 - doubt * EACH_REPORT_HALVES**open_reports


def open_cases() -> QuerySet[Case]:
    """The queue: most harm first, with what a card shows in a fixed number of queries."""
    releases = Release.objects.order_by("-created_at", "-id").prefetch_related("files")
    reports = Report.objects.filter(settled_at=None).select_related("reporter").order_by("reported_at", "id")
    return (
        Case.objects.filter(settled_at=None)
        .select_related("project", "score__model")
        .prefetch_related(
            Prefetch("project__releases", releases, to_attr="newest_releases"),
            Prefetch("project__reports", reports, to_attr="reports_waiting"),
            "project__roles__user",
        )
        .order_by("-harm", "id")
    )


def note_score(score: Score, *, now: datetime) -> Case:
    """Take a new score into its project's case; a settled case opens again by `reopens`."""
    case = _case_of(score.release.project, now)
    case.score = score
    if case.settled_at and reopens(case, score):
        case.settled_at, case.opened_at = None, now
    return _save(case, now)


def reopens(case: Case, score: Score) -> bool:
    """Whether a score says something that the last verdict did not cover: another release, and a suspicious one."""
    verdict = case.project.verdicts.filter(undone_at=None).order_by("-decided_at", "-id").first()
    is_covered = verdict is not None and verdict.release_id == score.release_id
    return not is_covered and lines.is_suspicious(score.spam_probability)


def note_report(project: Project, *, now: datetime) -> Case:
    """Take a new report into the case, and open it."""
    return open_for(project, now=now)


def await_review(project: Project, *, reason: str, now: datetime) -> Case:
    """Open the case of a project whose releases are held until a verdict."""
    case = _case_of(project, now)
    case.review_reason = reason
    return _save(case, now)


def note_appeal(project: Project, *, appealed_at: datetime | None, now: datetime) -> Case:
    """Open the case of a project whose owner asks for a review, with the clock that runs; None: it was answered.

    After the answer a project that is still there waits on for what else is in its case, as before.
    """
    case = open_for(project, now=now) if appealed_at else _case_of(project, now)
    case.appealed_at = appealed_at
    if appealed_at is None and case.project.removed_at:
        case.settled_at = case.settled_at or now
    return _save(case, now)


def open_for(project: Project, *, now: datetime) -> Case:
    """The project's case, open."""
    case = _case_of(project, now)
    if case.settled_at:
        case.settled_at, case.opened_at = None, now
    return _save(case, now)


def settle(case: Case, *, now: datetime) -> None:
    case.settled_at = now
    _save(case, now)


def reopen(case: Case, *, now: datetime) -> None:
    case.settled_at = None
    _save(case, now)


def _case_of(project: Project, now: datetime) -> Case:
    Case.objects.get_or_create(project=project, defaults={"opened_at": now, "changed_at": now})
    return (
        Case.objects.select_for_update(of=("self",)).select_related("project", "score").get(project=project)
    )


def _save(case: Case, now: datetime) -> Case:
    reports = Report.objects.filter(project=case.project, settled_at=None)
    case.open_reports = reports.count()
    first = reports.order_by("reported_at", "id")[: reporters.WEIGHED]
    case.report_weight = reporters.weight_of(first, now=now) if case.open_reports else 0
    case.harm = expected_harm(case.score.spam_probability if case.score else None, case.open_reports)
    case.changed_at = now
    case.save()
    return case
