"""Filling an index with the demo: all of it, scored and readable, or nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from classifier import outbox, registry, scoring
from index.models import DistributionFile, Project, Release
from index.tasks import render_description
from moderation import audit
from moderation.demo.story import events_of_the_story
from moderation.models import AuditEntry, Case

ACTION = "fill demo"
BATCH = 500


@dataclass(frozen=True, slots=True)
class Filled:
    """How much the index holds afterwards."""

    accounts: int
    projects: int
    releases: int
    files: int
    listed: int
    cases: int
    model: str


def is_filled() -> bool:
    """Whether the demo was put here before, whatever became of it since."""
    return AuditEntry.objects.filter(action=ACTION).exists()


def fill(*, password: str, actor: str, now: datetime) -> Filled:
    """Tell the whole story up to `now`, and score it by the model in force.

    A worker would score it too; doing it here shows the queue at once, and the worker then finds nothing left to do.

    :raises NotRegistered, UploadRefused, ReportRefused: by the index as it stands; nothing is changed then.
    """
    # Made and read before the transaction, which keeps others from writing to SQLite.
    story = events_of_the_story(password)
    registry.current()
    with transaction.atomic():
        for event in story:
            event.act(now=now - timedelta(days=event.days_ago))
        while waiting := outbox.waiting(BATCH):
            scoring.score_waiting(waiting, now=now)
        filled = _count()
        audit.record(
            actor=actor, action=ACTION, subject="index", after={"projects": filled.projects}, now=now
        )
    for release_id in Release.objects.filter(description_html=None).values_list("id", flat=True):
        render_description(release_id)
    return filled


def _count() -> Filled:
    return Filled(
        accounts=User.objects.count(),
        projects=Project.objects.count(),
        releases=Release.objects.count(),
        files=DistributionFile.objects.count(),
        listed=Project.objects.listed().count(),
        cases=Case.objects.filter(settled_at=None).count(),
        model=registry.current_row().version,
    )
