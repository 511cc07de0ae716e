"""What owners delete. Unlike the removals of `lifecycle` it can be switched off, and every owner hears of it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts import hooks
from accounts.hooks import Refusal
from accounts.models import User
from index import lifecycle, notices
from index.attempts import DeletionAttempt
from index.models import DistributionFile, Project, Release


class DeletionRefused(Exception):  # noqa: N818 - named after what happened
    """Nothing is deleted."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


def delete_project(*, project: Project, actor: User, reason: str, now: datetime) -> bool:
    """Take the project off the index; its name stays taken, and only staff can restore it.

    :raises DeletionRefused: where a gate says no.
    """
    _ask_gates(project, "project", 1, actor=actor, now=now)
    with transaction.atomic():
        changed = lifecycle.remove(project=project, actor=actor.username, reason=reason, now=now)
        if changed:
            _tell_owners(project, f"{actor.username} deleted the project {project.name}.", now=now)
    return changed


def delete_releases(
    *, project: Project, releases: Sequence[Release], actor: User, reason: str, now: datetime
) -> int:
    """Delete all of these releases of `project`, or none; how many were there before.

    :raises DeletionRefused: where a gate says no.
    """
    _ask_gates(project, "releases", len(releases), actor=actor, now=now)
    with transaction.atomic():
        gone = [
            release.version
            for release in releases
            if lifecycle.remove_release(release=release, actor=actor.username, reason=reason, now=now)
        ]
        if gone:
            _tell_owners(
                project, f"{actor.username} deleted releases of {project.name}: {', '.join(gone)}.", now=now
            )
    return len(gone)


def delete_files(
    *, project: Project, files: Sequence[DistributionFile], actor: User, reason: str, now: datetime
) -> int:
    """Delete all of these files of `project`, or none; how many were there before.

    :raises DeletionRefused: where a gate says no.
    """
    _ask_gates(project, "files", len(files), actor=actor, now=now)
    with transaction.atomic():
        gone = [
            file.filename
            for file in files
            if lifecycle.remove_file(file=file, actor=actor.username, reason=reason, now=now)
        ]
        if gone:
            _tell_owners(
                project, f"{actor.username} deleted files of {project.name}: {', '.join(gone)}.", now=now
            )
    return len(gone)


def _ask_gates(project: Project, what: str, count: int, *, actor: User, now: datetime) -> None:
    attempt = DeletionAttempt(
        user_id=actor.pk,
        username=actor.username,
        project_name=project.normalized_name,
        what=what,
        count=count,
        at=now,
    )
    if refusal := hooks.first_refusal("DELETION_GATES", attempt):
        raise DeletionRefused(refusal)


def _tell_owners(project: Project, happened: str, *, now: datetime) -> None:
    notices.project_changed(project=project, people=notices.owners_of(project), happened=happened, now=now)
