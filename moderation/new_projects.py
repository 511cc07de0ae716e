"""The step between open and closed: uploads of new projects are taken, and held until a person has looked."""

from datetime import datetime

from django.utils import timezone

from classifier.capture import document_of
from index import lifecycle
from index.models import DistributionFile, Project, Release
from moderation import flags
from moderation.judging import exempt
from moderation.models import Case, Flag
from moderation.queue import cases
from moderation.scoring.triage import is_by_newcomer, was_judged_honest
from moderation.webhooks import events
from moderation.webhooks.events import Event

ACTOR = "hold-new-projects"
REASON = "It is a new project, and new projects wait for review."


def hold_if_new(release_id: int) -> None:
    """Hold the release of an upload in its own transaction, so that no channel ever shows it.

    What began as a held project stays one: later releases are held too until a verdict, the switch may be off by then.
    """
    release = Release.objects.select_related("project").get(pk=release_id)
    project, now = release.project, timezone.now()
    if is_first_upload(project) and _is_reached(project) and not _is_exempt(release, now):
        cases.await_review(project, reason=REASON, now=now)
    if awaits_review(project):
        lifecycle.hold(release=release, actor=ACTOR, reason=REASON, now=now)
        events.tell_of_project(Event.HOLD, project, release=release.version, by=ACTOR, now=now)


def awaits_review(project: Project) -> bool:
    is_held = Case.objects.filter(project=project).exclude(review_reason="").exists()
    return is_held and not was_judged_honest(project)


def is_first_upload(project: Project) -> bool:
    """Rows of files stay when files are removed, so that there is one such moment in a project's life."""
    return DistributionFile.objects.filter(release__project=project)[:2].count() == 1


def _is_exempt(release: Release, now: datetime) -> bool:
    return exempt.is_exempt(release.project, document_of(release, now=now).to_json())


def _is_reached(project: Project) -> bool:
    step = flags.first_on(Flag.Id.HOLD_NEW_PROJECTS)
    return step is not None and (step.reach == Flag.Reach.ALL or is_by_newcomer(project))
