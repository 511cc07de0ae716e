"""What happens to a project after its upload: each change one verb, one transaction, one journal entry.

Each verb returns whether it changed anything; done twice, it changes nothing the second time.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from index import journal
from index.models import DistributionFile, Project, Release

LIMITS_ACTION = "limits"
_STATUS_ACTION = "status "


class NotForOwners(Exception):  # noqa: N818 - named after what happened
    """The status is a moderator's to give or to take; the message is one sentence."""


@transaction.atomic
def set_status(*, project: Project, status: Project.Status, actor: str, reason: str, now: datetime) -> bool:
    """Give the project a PEP 792 status."""
    project = _locked(project)
    if (project.status, project.status_reason) == (status, reason):
        return False
    project.status, project.status_reason = status, reason
    project.save(update_fields=["status", "status_reason"])
    journal.record(project, f"{_STATUS_ACTION}{status}", actor=actor, reason=reason, now=now)
    return True


def archive_all(*, projects: Sequence[Project], actor: str, reason: str, now: datetime) -> None:
    """Archive many, rows locked by the verb that calls; what is quarantined or archived stays as it is."""
    open_ones = [project for project in projects if project.takes_uploads]
    if open_ones:
        status = Project.Status.ARCHIVED
        Project.objects.filter(pk__in=[project.pk for project in open_ones]).update(
            status=status, status_reason=reason
        )
        journal.record_many(open_ones, f"{_STATUS_ACTION}{status}", actor=actor, reason=reason, now=now)


@transaction.atomic
def clear_quarantine(*, project: Project, actor: str, reason: str, now: datetime) -> bool:
    """Undo a quarantine: give the project back the status that it had before, with what its owner said of it."""
    project = _locked(project)
    if project.status != Project.Status.QUARANTINED:
        return False
    project.status, project.status_reason = _before_quarantine(project)
    project.save(update_fields=["status", "status_reason"])
    # Not "status active": what is read back here are the statuses that somebody chose.
    journal.record(project, "clear quarantine", actor=actor, reason=reason, now=now)
    return True


def _before_quarantine(project: Project) -> tuple[Project.Status, str]:
    """By the journal, which has every status that was ever given."""
    others = [
        f"{_STATUS_ACTION}{status}" for status in Project.Status if status != Project.Status.QUARANTINED
    ]
    entry = project.journal.filter(action__in=others).order_by("-id").first()
    if entry is None:
        return Project.Status.ACTIVE, ""
    return Project.Status(entry.action.removeprefix(_STATUS_ACTION)), entry.reason


@transaction.atomic
def set_status_as_owner(
    *, project: Project, status: Project.Status, actor: str, reason: str, now: datetime
) -> bool:
    """Give a status that owners may give; what moderators quarantined only they set free.

    :raises NotForOwners: for a status, or from one, that is not theirs to choose.
    """
    if status == Project.Status.QUARANTINED:
        raise NotForOwners("Only moderators quarantine a project; choose another status.")
    if _locked(project).status == Project.Status.QUARANTINED:
        raise NotForOwners(f"{project.name} is quarantined; only moderators can change its status.")
    return set_status(project=project, status=status, actor=actor, reason=reason, now=now)


@transaction.atomic
def set_limits(
    *,
    project: Project,
    max_file_bytes: int | None,
    max_size_bytes: int | None,
    actor: str,
    now: datetime,
    reason: str = "",
) -> bool:
    """What one file, and all together, may have; None: the index's own limits."""
    project = _locked(project)
    if (project.max_file_bytes, project.max_size_bytes) == (max_file_bytes, max_size_bytes):
        return False
    project.max_file_bytes, project.max_size_bytes = max_file_bytes, max_size_bytes
    project.save(update_fields=["max_file_bytes", "max_size_bytes"])
    journal.record(project, LIMITS_ACTION, actor=actor, reason=reason, now=now)
    return True


@transaction.atomic
def list_project(*, project: Project, actor: str, reason: str, now: datetime) -> bool:
    """Show the project in search and feeds, and let its links be followed."""
    return _set_listed(project, listed=True, actor=actor, reason=reason, now=now)


@transaction.atomic
def unlist_project(*, project: Project, actor: str, reason: str, now: datetime) -> bool:
    return _set_listed(project, listed=False, actor=actor, reason=reason, now=now)


@transaction.atomic
def remove(*, project: Project, actor: str, reason: str, now: datetime) -> bool:
    """Take the project off every channel at once. Rows, bytes and the name stay, so `restore` is exact."""
    project = _locked(project)
    if project.removed_at:
        return False
    project.removed_at = now
    project.save(update_fields=["removed_at"])
    journal.record(project, "remove project", actor=actor, reason=reason, now=now)
    return True


@transaction.atomic
def restore(*, project: Project, actor: str, reason: str, now: datetime) -> bool:
    """Undo `remove`."""
    project = _locked(project)
    if not project.removed_at:
        return False
    project.removed_at = None
    project.save(update_fields=["removed_at"])
    journal.record(project, "restore project", actor=actor, reason=reason, now=now)
    return True


@transaction.atomic
def remove_release(*, release: Release, actor: str, reason: str, now: datetime) -> bool:
    """Take a release and its files off every channel. Rows and bytes stay; version and file names are taken."""
    changed = _set_on_release(
        release, "removed_at", now, "remove release", actor=actor, reason=reason, now=now
    )
    if changed:
        release.files.filter(removed_at=None).update(removed_at=now)
    return changed


@transaction.atomic
def remove_file(*, file: DistributionFile, actor: str, reason: str, now: datetime) -> bool:
    """Take one file off every channel. Row and bytes stay, and its name is taken."""
    project = _locked(file.release.project)
    if not DistributionFile.objects.filter(pk=file.pk, removed_at=None).update(removed_at=now):
        return False
    journal.record(
        project,
        f"remove file {file.filename}",
        actor=actor,
        reason=reason,
        now=now,
        version=file.release.version,
    )
    return True


@transaction.atomic
def hold(*, release: Release, actor: str, reason: str, now: datetime) -> bool:
    """Keep a release back until a person has looked: its files are not served."""
    return _set_on_release(release, "held_at", now, "hold release", actor=actor, reason=reason, now=now)


def hold_at_upload(*, release: Release, actor: str, reason: str) -> bool:
    """Hold in the transaction of an upload, as of its moment: so `index.removal_feed` knows what was never offered."""
    uploaded_at = release.files.order_by("-uploaded_at", "-pk").values_list("uploaded_at", flat=True)[0]
    return hold(release=release, actor=actor, reason=reason, now=uploaded_at)


@transaction.atomic
def free(*, release: Release, actor: str, reason: str, now: datetime) -> bool:
    """End a hold."""
    return _set_on_release(release, "held_at", None, "free release", actor=actor, reason=reason, now=now)


@transaction.atomic
def yank(*, release: Release, actor: str, reason: str, now: datetime) -> bool:
    """Hide a release from resolvers that do not pin it (PEP 592)."""
    changed = _set_on_release(release, "yanked_at", now, "yank release", actor=actor, reason=reason, now=now)
    if changed:
        Release.objects.filter(pk=release.pk).update(yanked_reason=reason)
    return changed


@transaction.atomic
def unyank(*, release: Release, actor: str, reason: str, now: datetime) -> bool:
    changed = _set_on_release(
        release, "yanked_at", None, "unyank release", actor=actor, reason=reason, now=now
    )
    if changed:
        Release.objects.filter(pk=release.pk).update(yanked_reason="")
    return changed


@transaction.atomic
def yank_all(*, releases: Iterable[Release], actor: str, reason: str, now: datetime) -> int:
    """Yank them all or none; how many were not yanked before."""
    return sum(yank(release=release, actor=actor, reason=reason, now=now) for release in releases)


@transaction.atomic
def unyank_all(*, releases: Iterable[Release], actor: str, reason: str, now: datetime) -> int:
    """Unyank them all or none; how many were yanked before."""
    return sum(unyank(release=release, actor=actor, reason=reason, now=now) for release in releases)


def _locked(project: Project) -> Project:
    return Project.objects.select_for_update().get(pk=project.pk)


def _set_listed(project: Project, *, listed: bool, actor: str, reason: str, now: datetime) -> bool:
    project = _locked(project)
    if project.listed == listed:
        return False
    project.listed = listed
    project.save(update_fields=["listed"])
    journal.record(
        project, "list project" if listed else "unlist project", actor=actor, reason=reason, now=now
    )
    return True


def _set_on_release(
    release: Release,
    field: str,
    value: datetime | None,
    action: str,
    *,
    actor: str,
    reason: str,
    now: datetime,
) -> bool:
    project = _locked(release.project)
    release = Release.objects.get(pk=release.pk)
    if (getattr(release, field) is None) == (value is None):
        return False
    setattr(release, field, value)
    release.save(update_fields=[field])
    journal.record(project, action, actor=actor, reason=reason, now=now, version=release.version)
    return True
