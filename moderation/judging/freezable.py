"""Whose account may be frozen with a verdict: a sole owner's, of whom nothing good is known."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from accounts.models import User
from accounts.standing import Standing
from index.models import Role
from moderation.models import Verdict
from moderation.permissions import may_administer


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of owners, by id: their standings, and the projects of theirs that were judged not spam."""

    standings: Mapping[int, Standing]
    honest_projects: Mapping[int, set[int]]


def hindrance(owners: Collection[User], *, project_id: int, known: Known, moderator: User) -> str:
    """Why the owner of a project must not be frozen by this moderator, in one sentence; empty where nothing is."""
    if len(owners) != 1:
        return "Only who alone owns a project is frozen with it."
    (owner,) = owners
    if owner.is_staff:
        return f"{owner.username} is staff, which is never frozen by a verdict."
    if owner.frozen_at:
        return f"{owner.username} is frozen already."
    if known.honest_projects.get(owner.pk, set()) - {project_id}:
        return f"{owner.username} also owns a project that was judged not spam."
    if known.standings[owner.pk] != Standing.NEWCOMER and not may_administer(moderator):
        return f"{owner.username} is no newcomer; only an admin freezes an established account."
    return ""


def honest_projects_of(user_ids: Collection[int]) -> dict[int, set[int]]:
    """Ids of the projects judged not spam of these owners, in one query."""
    honest = Verdict.objects.filter(decision=Verdict.Decision.NOT_SPAM, undone_at=None)
    roles = Role.objects.filter(user__in=user_ids, kind=Role.Kind.OWNER, project__in=honest.values("project"))
    found: dict[int, set[int]] = {}
    for user_id, project_id in roles.values_list("user_id", "project_id"):
        found.setdefault(user_id, set()).add(project_id)
    return found
