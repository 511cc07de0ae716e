"""What follows from a verdict: parts that can be chosen alone, each carried out and put back by one function.

A part answers with what it changed, as it was. That is kept with the verdict, and is all that undoing puts back: what
somebody else did meanwhile stays.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from accounts import freezing
from accounts.models import User
from accounts.standings import standings_of
from index import lifecycle
from index.models import Project, Release, Role
from moderation import audit
from moderation.judging import exempt, freezable


class Part(StrEnum):
    REMOVE = "remove"
    FREEZE = "freeze"
    RELEASE = "release"
    LIST = "list"
    EXEMPT = "exempt"


class PartRefused(Exception):  # noqa: N818 - named after what happened
    """The part must not be carried out; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Act:
    """Of one verdict, or of its undoing. `text_digest`: of what was judged."""

    project: Project
    moderator: User
    reason: str
    now: datetime
    text_digest: str = ""

    def by(self, **subject: Any) -> dict[str, Any]:
        """What every verb of `index.lifecycle` takes."""
        return {**subject, "actor": self.moderator.username, "reason": self.reason, "now": self.now}


def carry_out(parts: Collection[Part], act: Act) -> dict[str, Any]:
    """Do these parts, in the order of `Part`; what they changed, as it was.

    :raises PartRefused: by a part that must not be.
    """
    before: dict[str, Any] = {}
    for part in Part:
        if part in parts:
            before |= _CARRY_OUT[part](act)
    return before


def put_back(before: dict[str, Any], act: Act) -> None:
    """Undo what parts changed, and nothing else."""
    for what, value in before.items():
        _PUT_BACK[what](value, act)


def state(project: Project) -> dict[str, Any]:
    """What parts may change about a project, for the audit."""
    project.refresh_from_db()
    held = project.releases.exclude(held_at=None).order_by("id")
    frozen = Role.objects.filter(project=project, kind=Role.Kind.OWNER).exclude(user__frozen_at=None)
    return {
        "listed": project.listed,
        "removed": project.removed_at is not None,
        "held_releases": list(held.values_list("id", flat=True)),
        "frozen_owners": list(frozen.order_by("user_id").values_list("user__username", flat=True)),
    }


def _remove(act: Act) -> dict[str, Any]:
    return {"removed": False} if lifecycle.remove(**act.by(project=act.project)) else {}


def _freeze(act: Act) -> dict[str, Any]:
    owners = [
        role.user
        for role in Role.objects.filter(project=act.project, kind=Role.Kind.OWNER).select_related("user")
    ]
    ids = {owner.pk for owner in owners}
    known = freezable.Known(standings_of(ids, now=act.now), freezable.honest_projects_of(ids))
    why_not = freezable.hindrance(owners, project_id=act.project.pk, known=known, moderator=act.moderator)
    if why_not:
        raise PartRefused(why_not)
    frozen = freezing.freeze_all(
        user_ids=ids, actor=act.moderator.username, reason=f"{act.project.name} was {act.reason}", now=act.now
    )
    _tell_audit("freeze", owners, act)
    return {"frozen": {str(pk): act.now.isoformat() for pk in sorted(frozen)}}


def _release(act: Act) -> dict[str, Any]:
    held = list(act.project.releases.exclude(held_at=None).order_by("id"))
    for release in held:
        lifecycle.free(**act.by(release=release))
    return {"held_releases": [release.pk for release in held]} if held else {}


def _list(act: Act) -> dict[str, Any]:
    return {"listed": False} if lifecycle.list_project(**act.by(project=act.project)) else {}


def _exempt(act: Act) -> dict[str, Any]:
    made = exempt.exempt(project=act.project, digest=act.text_digest, now=act.now)
    return {"exempted": made} if made else {}


def _put_back_removed(was_removed: bool, act: Act) -> None:
    put_back = lifecycle.remove if was_removed else lifecycle.restore
    put_back(**act.by(project=act.project))


def _put_back_listed(was_listed: bool, act: Act) -> None:
    put_back = lifecycle.list_project if was_listed else lifecycle.unlist_project
    put_back(**act.by(project=act.project))


def _put_back_held(release_ids: list[int], act: Act) -> None:
    for release in Release.objects.filter(pk__in=release_ids):
        lifecycle.hold(**act.by(release=release))


def _put_back_frozen(frozen: dict[str, str], act: Act) -> None:
    """Whom it froze, and when: who was frozen anew since then stays so."""
    unfrozen = freezing.unfreeze_all(
        frozen={int(pk): datetime.fromisoformat(at) for pk, at in frozen.items()}
    )
    _tell_audit("unfreeze", User.objects.filter(pk__in=unfrozen).order_by("pk"), act)


def _put_back_exempted(ids: list[int], act: Act) -> None:
    exempt.withdraw(ids)


def _tell_audit(action: str, users: Collection[User], act: Act) -> None:
    """The account's own page shows it beside what admins did."""
    for user in users:
        audit.record(
            actor=act.moderator.username,
            action=action,
            subject=user.username,
            reason=f"{act.project.name}: {act.reason}",
            before={"frozen": action == "unfreeze"},
            after={"frozen": action == "freeze"},
            now=act.now,
        )


_CARRY_OUT: Final[dict[Part, Callable[[Act], dict[str, Any]]]] = {
    Part.REMOVE: _remove,
    Part.FREEZE: _freeze,
    Part.RELEASE: _release,
    Part.LIST: _list,
    Part.EXEMPT: _exempt,
}
# The first three are also what every verdict of earlier releases has written down.
_PUT_BACK: Final[dict[str, Callable[[Any, Act], None]]] = {
    "removed": _put_back_removed,
    "listed": _put_back_listed,
    "held_releases": _put_back_held,
    "frozen": _put_back_frozen,
    "exempted": _put_back_exempted,
}
