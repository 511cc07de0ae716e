"""Cases: what waits for a person, one a project, ranked by the harm that waiting may do."""

import math
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from classifier.models import Score
from index.models import Project
from moderation.judging import exempt
from moderation.models import Case, Report, Verdict
from moderation.queue import traits
from moderation.reporting import reporters
from moderation.scoring import lines, sampling
from moderation.webhooks import events
from moderation.webhooks.events import Event

# Without a score: what makes a report that doubles the odds say one half.
UNSCORED = 1 / 3
# How many people a project may reach: that is not offered, that is offered to who knows its name, that is in search.
HIDDEN, UNLISTED, LISTED = 1, 2, 4
DOUBLES_EVERY = timedelta(days=7)
_REFERENCE = datetime(2026, 1, 1, tzinfo=UTC)  # any moment does: only differences count
_NEARLY = 1e-6  # no probability is nought or one


def expected_harm(
    spam_probability: float | None, *, report_weight: float, reach: int, opened_at: datetime
) -> float:
    """What the queue is ranked by: the binary logarithm of (how likely this is spam) x reach x waiting.

    The score and the open reports (`report_weight`, in log-odds) make the first. Waiting counts double every seven
    days. All cases age alike, so what is stored is right for ever: the order needs no computing anew as time goes by.
    """
    likelihood = _with_reports(UNSCORED if spam_probability is None else spam_probability, report_weight)
    return math.log2(likelihood * reach) + (_REFERENCE - opened_at) / DOUBLES_EVERY


def open_cases() -> QuerySet[Case]:
    """All that waits, most harm first; those drawn by lot too, which harm says nothing about."""
    return Case.objects.filter(settled_at=None).order_by("-harm", "id")


def lock(project: Project) -> Case | None:
    """The project's case, locked: whoever changes a project and its case takes the case first."""
    return _locked().filter(project=project).first()


def note_score(score: Score, *, now: datetime) -> Case | None:
    """Take a new score into its project's case; None where nothing about the project waits or should.

    A case opens for a score above the review line, and for a release drawn by lot among the rest.
    """
    project = score.release.project
    case = lock(project)
    is_flagged = _is_flagged(score, case)
    if case is None or case.settled_at:
        if not is_flagged and not _is_drawn(score, case):
            return None
        case = _opened(project, now)
        case.is_sample = not is_flagged
        case.score = score
    elif is_flagged:
        case.is_sample = False
    if _counts_more(score, case.score):
        case.score = score
    return _save(case, now)


def note_report(project: Project, *, now: datetime) -> Case:
    """Take a new report into the case, and open it. What somebody reported is no blind sample any more."""
    case = _opened(project, now)
    case.is_sample = False
    return _save(case, now)


def await_review(project: Project, *, reason: str, now: datetime) -> Case:
    """Open the case of a project whose releases are held until a verdict."""
    case = _opened(project, now)
    case.review_reason, case.is_sample = reason, False
    return _save(case, now)


def end_review(project: Project, *, reason: str, now: datetime) -> None:
    """What held a project for this `reason` was taken back: its case waits on for what else is in it."""
    case = lock(project)
    if case is None or case.settled_at:
        return
    if case.review_reason == reason:
        case.review_reason = ""
    if _waits_for_something(case):
        _save(case, now)
    else:
        settle(case, now=now)


def hand_review_on(project: Project, *, old: str, new: str, now: datetime) -> None:
    """A project that is held for one reason is held on for another."""
    case = lock(project)
    if case and case.settled_at is None and case.review_reason == old:
        case.review_reason = new
        _save(case, now)


def bring_up_to_date(limit: int, *, now: datetime) -> int:
    """Rank open cases of a release before this one anew; how many there were.

    There every scored project had a case: those that nothing speaks for any more are settled.
    """
    outdated = Case.objects.filter(settled_at=None, margin=None, score__isnull=False).order_by("id")[:limit]
    projects = [case.project for case in outdated.select_related("project")]
    for project in projects:
        with transaction.atomic():
            case = _locked().get(project=project)
            if _waits_for_something(case):
                _save(case, case.changed_at)
            else:
                settle(case, now=now)
    return len(projects)


def note_appeal(project: Project, *, appealed_at: datetime | None, now: datetime) -> Case:
    """Open the case of a project whose owner asks for a review, with the clock that runs; None: it was answered.

    After the answer a project that is still there waits on for what else is in its case, as before.
    """
    case = _opened(project, now) if appealed_at else _case_of(project, now)
    case.appealed_at, case.is_sample = appealed_at, False
    if appealed_at is None and case.project.removed_at:
        case.settled_at = case.settled_at or now
    return _save(case, now)


def open_for(project: Project, *, now: datetime) -> Case:
    """The project's case, open."""
    return _save(_opened(project, now), now)


def settle(case: Case, *, now: datetime) -> None:
    case.settled_at = now
    case.claimed_by, case.claimed_until = None, None
    _save(case, now)


def reopen(case: Case, *, now: datetime) -> None:
    """Since when it waits stays as it was."""
    case.settled_at = None
    _save(case, now)


def _waits_for_something(case: Case) -> bool:
    if case.review_reason or case.appealed_at or _has_reports(case.project):
        return True
    return case.score is not None and lines.is_to_be_reviewed(case.score.spam_probability)


def _has_reports(project: Project) -> bool:
    return Report.objects.filter(project=project, settled_at=None).exists()


def _locked() -> QuerySet[Case]:
    return Case.objects.select_for_update(of=("self",)).select_related("project", "score")


def _is_flagged(score: Score, case: Case | None) -> bool:
    """Whether a score says something that no person has answered yet.

    Once a person has judged the project, that takes a release which the verdict did not cover and a score that
    would unlist it: who publishes every week is not asked about every week.
    """
    verdict = _last_verdict(case)
    if verdict and (_covers(verdict, score) or not lines.is_suspicious(score.spam_probability)):
        return False
    if not lines.is_to_be_reviewed(score.spam_probability):
        return False
    return not exempt.is_exempt(score.release.project, score.document)


def _is_drawn(score: Score, case: Case | None) -> bool:
    verdict = _last_verdict(case)
    return not (verdict and _covers(verdict, score)) and sampling.is_drawn(score.release_id)


def _covers(verdict: Verdict, score: Score) -> bool:
    return verdict.release_id == score.release_id


def _last_verdict(case: Case | None) -> Verdict | None:
    if case is None:
        return None
    return case.project.verdicts.filter(undone_at=None).order_by("-decided_at", "-id").first()


def _counts_more(score: Score, current: Score | None) -> bool:
    """A release is scored anew, or a worse one has come: a harmless one does not hide what waits."""
    if current is None or current.release_id == score.release_id:
        return True
    return score.spam_probability >= current.spam_probability


def _opened(project: Project, now: datetime) -> Case:
    """The case, locked and open."""
    case = _case_of(project, now)
    if case.settled_at or case.opened_at == now:
        events.tell_of_project(Event.CASE_OPENED, project, now=now, case=case.pk)
    if case.settled_at:
        case.settled_at, case.opened_at = None, now
        case.score = _newest_score(project) or case.score
    elif case.score is None:  # scores that opened no case are not in it yet
        case.score = _newest_score(project)
    return case


def _case_of(project: Project, now: datetime) -> Case:
    Case.objects.get_or_create(project=project, defaults={"opened_at": now, "changed_at": now})
    return _locked().get(project=project)


def _newest_score(project: Project) -> Score | None:
    scores = Score.objects.filter(release__project=project, is_current=True)
    return scores.order_by("-release__created_at", "-release_id").first()


def _save(case: Case, now: datetime) -> Case:
    reports = Report.objects.filter(project=case.project, settled_at=None)
    case.open_reports = reports.count()
    first = reports.order_by("reported_at", "id")[: reporters.WEIGHED]
    case.report_weight = reporters.weight_of(first, now=now) if case.open_reports else 0
    case.harm = expected_harm(
        case.score.spam_probability if case.score else None,
        report_weight=case.report_weight,
        reach=_reach(case),
        opened_at=case.opened_at,
    )
    case.margin = _margin(case)
    case.changed_at = now
    case.save()
    traits.rewrite(case)
    return case


def _reach(case: Case) -> int:
    project = Project.objects.visible().filter(pk=case.project_id).first()
    if project is None:
        return HIDDEN
    case.project.listed = project.listed
    return LISTED if project.listed else UNLISTED


def _margin(case: Case) -> float | None:
    if case.score is None:
        return None
    if case.is_sample:
        return sampling.place(case.score.release_id)
    return abs(case.score.spam_probability - 0.5)


def _with_reports(spam_probability: float, report_weight: float) -> float:
    likelihood = min(max(spam_probability, _NEARLY), 1 - _NEARLY)
    log_odds = math.log(likelihood / (1 - likelihood)) + report_weight
    return 1 / (1 + math.exp(-log_odds))
