"""Removing and restoring many projects at once: what `lifecycle.remove` and `restore` do, in a few queries for all."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from accounts.dispatch import send
from index import journal, tasks
from index.models import Project


@transaction.atomic
def remove_all(*, project_ids: Collection[int], actor: str, reason: str, now: datetime) -> set[int]:
    """Take these projects off every channel, at once; the ids of those that were not removed before."""
    projects = [project for project in _locked(project_ids) if project.removed_at is None]
    Project.objects.filter(pk__in=_ids(projects)).update(removed_at=now)
    _record(projects, "remove project", actor=actor, reason=reason, now=now)
    return _ids(projects)


@transaction.atomic
def restore_all(*, removed: Mapping[int, datetime], actor: str, reason: str, now: datetime) -> set[int]:
    """Undo removals, by id and time: what was restored or removed anew since then stays as it is.

    The ids of those that are back.
    """
    projects = [project for project in _locked(removed) if project.removed_at == removed[project.pk]]
    Project.objects.filter(pk__in=_ids(projects)).update(removed_at=None)
    _record(projects, "restore project", actor=actor, reason=reason, now=now)
    return _ids(projects)


def _locked(project_ids: Collection[int]) -> list[Project]:
    """In the order of their ids, so that two acts on the same projects wait for one another and never in a ring."""
    rows = Project.objects.select_for_update(no_key=True).filter(pk__in=project_ids).order_by("pk")
    return list(rows.only("pk", "normalized_name", "removed_at"))


def _ids(projects: Collection[Project]) -> set[int]:
    return {project.pk for project in projects}


def _record(projects: Collection[Project], action: str, *, actor: str, reason: str, now: datetime) -> None:
    if not projects:
        return
    journal.record_many(projects, action, actor=actor, reason=reason, now=now)
    # What search shows is decided by the projects' rows; its entries follow, all that are behind by one message.
    transaction.on_commit(lambda: send(tasks.refresh_search), robust=True)
