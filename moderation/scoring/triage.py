"""What follows from a score by itself: list, leave for the queue, or hold. A score never deletes anything."""

from datetime import datetime

from django.utils import timezone

from accounts.standing import Standing
from classifier.models import Score
from index import lifecycle
from index.models import Project, Role
from moderation.judging import exempt
from moderation.models import Verdict
from moderation.queue import cases
from moderation.rules import waiting
from moderation.scoring import lines
from moderation.webhooks import events
from moderation.webhooks.events import Event

ACTOR = "triage"
# Owners read the journal; what the model said is in its score, for the staff.
REASON = "by an automatic check"
EXEMPT_REASON = "a person found this text of this owner honest"


def triage(score_id: int) -> None:
    """Act on a new score, in the transaction that stored it."""
    score = Score.objects.select_related("release__project", "model").get(pk=score_id)
    now = timezone.now()
    # Cases before projects, as verdicts and purges take them; and the case is told last, for its rank follows from
    # whether the project is listed.
    cases.lock(score.release.project)
    _follow(score, now)
    cases.note_score(score, now=now)
    if waiting.hits(score.release.project):
        cases.open_for(score.release.project, now=now)


def _follow(score: Score, now: datetime) -> None:
    project = score.release.project
    if was_judged_honest(project):
        return
    if not lines.is_suspicious(score.spam_probability):
        if not waiting.is_kept_unlisted(project):
            lifecycle.list_project(project=project, actor=ACTOR, reason=REASON, now=now)
    elif exempt.is_exempt(project, score.document):
        lifecycle.list_project(project=project, actor=ACTOR, reason=EXEMPT_REASON, now=now)
    elif is_by_newcomer(project):
        lifecycle.unlist_project(project=project, actor=ACTOR, reason=REASON, now=now)
        if lines.is_to_be_held(score.spam_probability):
            lifecycle.hold(release=score.release, actor=ACTOR, reason=REASON, now=now)
            events.tell_of_project(Event.HOLD, project, release=score.release.version, by=ACTOR, now=now)


def was_judged_honest(project: Project) -> bool:
    """A person has looked: from then on only a person unlists or holds."""
    last = Verdict.objects.filter(project=project, undone_at=None).order_by("-decided_at", "-id").first()
    return last is not None and last.decision == Verdict.Decision.NOT_SPAM


def is_by_newcomer(project: Project) -> bool:
    owners = Role.objects.filter(project=project, kind=Role.Kind.OWNER).select_related("user")
    return all(role.user.standing() == Standing.NEWCOMER for role in owners)
