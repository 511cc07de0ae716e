"""New projects that are taken, and held until a person has looked: of a wave, and of families."""

from datetime import datetime

from django.utils import timezone

from classifier.capture import document_of
from index import lifecycle
from index.models import FamilyProject, Project, Release
from index.new_projects import is_first_upload
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
    if is_first_upload(project) and (reason := _reason(project)) and not _is_exempt(release, now):
        cases.await_review(project, reason=reason, now=now)
    if reason := review_reason(project):
        lifecycle.hold_at_upload(release=release, actor=ACTOR, reason=reason)
        events.tell_of_project(Event.HOLD, project, release=release.version, by=ACTOR, now=now)


def review_reason(project: Project) -> str:
    """Why all its releases wait for a verdict; empty where they do not."""
    reason = Case.objects.filter(project=project).values_list("review_reason", flat=True).first()
    return reason if reason and not was_judged_honest(project) else ""


def _reason(project: Project) -> str:
    taken = FamilyProject.objects.filter(project=project).select_related("family").first()
    if taken:
        return (
            f"It is one of the declared family {taken.family.prefix}, repository {taken.family.repository_url}, and "
            "beyond the new projects that its owner may make within an hour."
        )
    return REASON if _is_reached(project) else ""


def _is_exempt(release: Release, now: datetime) -> bool:
    return exempt.is_exempt(release.project, document_of(release, now=now).to_json())


def _is_reached(project: Project) -> bool:
    step = flags.first_on(Flag.Id.HOLD_NEW_PROJECTS)
    return step is not None and (step.reach == Flag.Reach.ALL or is_by_newcomer(project))
