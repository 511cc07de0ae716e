"""What has changed about a project since a moderator saw its card, in words."""

from collections.abc import Iterator
from datetime import datetime

from index.models import DistributionFile
from moderation.models import Appeal, Case, Report, Verdict
from moderation.scoring import score_words

TOLD = 3  # of each kind


def has_new_files(case: Case, seen: datetime) -> bool:
    """Whether something was uploaded since: the case hears of that only with its score."""
    return DistributionFile.objects.filter(release__project=case.project_id, uploaded_at__gt=seen).exists()


def since(case: Case, seen: datetime) -> list[str]:
    """One phrase a change, from rows that are newer than `seen`; at least one."""
    found = [*_verdicts(case, seen), *_uploads(case, seen), *_score(case, seen), *_reports(case, seen)]
    found += _appeals(case, seen)
    return found or [f"it was changed at {_clock(case.changed_at)}"]


def _verdicts(case: Case, seen: datetime) -> Iterator[str]:
    verdicts = Verdict.objects.filter(project=case.project_id).select_related("moderator")
    for verdict in verdicts.filter(decided_at__gt=seen).order_by("-decided_at", "-id")[:TOLD]:
        decision = verdict.get_decision_display().lower()
        yield f"judged {decision} by {verdict.moderator.username} at {_clock(verdict.decided_at)}"
    for verdict in verdicts.filter(undone_at__gt=seen).order_by("-undone_at", "-id")[:TOLD]:
        yield f"a verdict of {verdict.moderator.username} was undone at {_clock(verdict.undone_at)}"


def _uploads(case: Case, seen: datetime) -> Iterator[str]:
    files = DistributionFile.objects.filter(release__project=case.project_id, uploaded_at__gt=seen)
    for file in files.select_related("release").order_by("-uploaded_at", "-id")[:TOLD]:
        is_new = file.release.created_at > seen
        what = f"new release {file.release.version}" if is_new else f"new file {file.filename}"
        yield f"{what} at {_clock(file.uploaded_at)}"


def _score(case: Case, seen: datetime) -> Iterator[str]:
    if case.score and case.score.scored_at > seen and not case.is_sample:
        probability = case.score.spam_probability
        yield f"score now {probability:.2f}, {score_words.in_words(probability)}"


def _reports(case: Case, seen: datetime) -> Iterator[str]:
    reports = Report.objects.filter(project=case.project_id, reported_at__gt=seen).select_related("reporter")
    for report in reports.order_by("-reported_at", "-id")[:TOLD]:
        yield f"new report by {report.reporter.username} at {_clock(report.reported_at)}"


def _appeals(case: Case, seen: datetime) -> Iterator[str]:
    appeals = Appeal.objects.filter(project=case.project_id, asked_at__gt=seen).select_related("appellant")
    for appeal in appeals.order_by("-asked_at", "-id")[:TOLD]:
        yield f"{appeal.appellant.username} asked for a review at {_clock(appeal.asked_at)}"


def _clock(moment: datetime | None) -> str:
    return f"{moment:%H:%M} UTC" if moment else "some time"
