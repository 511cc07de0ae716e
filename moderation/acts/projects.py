"""What is done to projects from the console: each act has a reason, one entry in the audit, and an opposite."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from index import lifecycle, sizes
from index.models import Project, Release
from moderation import audit
from moderation.acts import NotDone


@transaction.atomic
def quarantine(*, project: Project, actor: User, reason: str, now: datetime) -> None:
    """Offer nothing of it and take nothing for it, until `clear`. Whoever looks it up reads the reason.

    :raises NotDone: for one that is quarantined, or removed.
    """
    project = _present(project)
    if project.status == Project.Status.QUARANTINED:
        raise NotDone(f"{project.name} is quarantined already; nothing was changed.")
    lifecycle.set_status(
        project=project,
        status=Project.Status.QUARANTINED,
        actor=actor.username,
        reason=reason,
        now=now,
    )
    _record(
        "quarantine",
        project,
        {"status": project.status},
        {"status": _now(project).status},
        actor=actor,
        reason=reason,
        now=now,
    )


@transaction.atomic
def clear(*, project: Project, actor: User, reason: str, now: datetime) -> None:
    """End a quarantine; the project has the status from before again.

    :raises NotDone: for one that is not quarantined, or removed.
    """
    project = _present(project)
    if not lifecycle.clear_quarantine(project=project, actor=actor.username, reason=reason, now=now):
        raise NotDone(f"{project.name} is not quarantined; nothing was changed.")
    _record(
        "clear quarantine",
        project,
        {"status": project.status},
        {"status": _now(project).status},
        actor=actor,
        reason=reason,
        now=now,
    )


@transaction.atomic
def show(*, project: Project, actor: User, reason: str, now: datetime) -> None:
    """List it: in search and feeds, with links that are followed.

    :raises NotDone: for one that is listed, or removed.
    """
    project = _present(project)
    if not lifecycle.list_project(project=project, actor=actor.username, reason=reason, now=now):
        raise NotDone(f"{project.name} is listed already; nothing was changed.")
    _record("list project", project, {"listed": False}, {"listed": True}, actor=actor, reason=reason, now=now)


@transaction.atomic
def hide(*, project: Project, actor: User, reason: str, now: datetime) -> None:
    """Unlist it: it can be installed, and is in no search and no feed.

    :raises NotDone: for one that is not listed, or removed.
    """
    project = _present(project)
    if not lifecycle.unlist_project(project=project, actor=actor.username, reason=reason, now=now):
        raise NotDone(f"{project.name} is not listed; nothing was changed.")
    _record(
        "unlist project", project, {"listed": True}, {"listed": False}, actor=actor, reason=reason, now=now
    )


def hold(*, release: Release, actor: User, reason: str, now: datetime) -> None:
    """Keep a release back: its files are not served.

    :raises NotDone: for one that is held or removed.
    """
    _turn(release, lifecycle.hold, "hold release", ("offered", "held"), actor=actor, reason=reason, now=now)


def free(*, release: Release, actor: User, reason: str, now: datetime) -> None:
    """Offer a release that was held.

    :raises NotDone: for one that is not held, or removed.
    """
    _turn(release, lifecycle.free, "free release", ("held", "offered"), actor=actor, reason=reason, now=now)


@transaction.atomic
def set_limits(
    *,
    project: Project,
    max_file_bytes: int | None,
    max_size_bytes: int | None,
    actor: User,
    reason: str,
    now: datetime,
) -> None:
    """What one file, and all together, may have; None: the index's own limits.

    :raises NotDone: where that is how it is, or the project is removed.
    """
    before = _present(project)
    changed = lifecycle.set_limits(
        project=before,
        max_file_bytes=max_file_bytes,
        max_size_bytes=max_size_bytes,
        actor=actor.username,
        reason=reason,
        now=now,
    )
    if not changed:
        raise NotDone(f"These are the limits of {before.name} already; nothing was changed.")
    after = _now(before)
    _record("set limits", before, _limits(before), _limits(after), actor=actor, reason=reason, now=now)


@transaction.atomic
def _turn(
    release: Release,
    verb: Callable[..., bool],
    action: str,
    states: tuple[str, str],
    *,
    actor: User,
    reason: str,
    now: datetime,
) -> None:
    """Take a release from the first of the states to the second."""
    project = _present(release.project)
    before, after = states
    if Release.objects.get(pk=release.pk).removed_at:
        raise NotDone(f"{project.name} {release.version} is removed; nothing was changed.")
    if not verb(release=release, actor=actor.username, reason=reason, now=now):
        raise NotDone(f"{project.name} {release.version} is {after} already; nothing was changed.")
    what = f"release {release.version}"
    _record(action, project, {what: before}, {what: after}, actor=actor, reason=reason, now=now)


def _present(project: Project) -> Project:
    """Its row as it is now, which nobody else changes meanwhile."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    if project.removed_at:
        raise NotDone(f"{project.name} is removed; undo the verdict or the purge that removed it first.")
    return project


def _now(project: Project) -> Project:
    return Project.objects.get(pk=project.pk)


def _limits(project: Project) -> dict[str, object]:
    """As they are typed; none: the index's own."""
    limits = {"one_file": project.max_file_bytes, "all_files": project.max_size_bytes}
    return {name: limit and sizes.spell(limit) for name, limit in limits.items()}


def _record(
    action: str, project: Project, before: dict, after: dict, *, actor: User, reason: str, now: datetime
) -> None:
    audit.record(
        actor=actor.username,
        action=action,
        subject=project.normalized_name,
        reason=reason,
        before=before,
        after=after,
        now=now,
    )
