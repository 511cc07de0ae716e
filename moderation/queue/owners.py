"""Owners on cards: age, standing, what else they own, whether they may be frozen, of many at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from accounts.standing import Standing
from accounts.standings import standings_of
from index.models import Project, Role
from moderation.judging import freezable

OTHERS_SHOWN: Final = 5  # further projects of an owner


@dataclass(slots=True)
class Owner:
    user: User
    standing: Standing
    others: list[Project]
    more_others: int


class Owners:
    """Owners of many projects, with what is known of each."""

    def __init__(self, projects: Collection[Project], now: datetime) -> None:
        roles = [role for project in projects for role in project.owner_roles]  # type: ignore[attr-defined]
        self.ids = {role.user_id for role in roles}
        self.known = freezable.Known(standings_of(self.ids, now=now), freezable.honest_projects_of(self.ids))
        self.others: dict[int, list[Role]] = {}
        for role in self._newest_roles():
            self.others.setdefault(role.user_id, []).append(role)

    def of(self, project: Project) -> list[Owner]:
        return [self._owner(role.user, project) for role in project.owner_roles]  # type: ignore[attr-defined]

    def _owner(self, user: User, project: Project) -> Owner:
        roles = self.others.get(user.pk, [])
        others = [role.project for role in roles if role.project_id != project.pk][:OTHERS_SHOWN]
        owned = roles[0].owned if roles else 0  # type: ignore[attr-defined]
        return Owner(
            user=user,
            standing=self.known.standings[user.pk],
            others=others,
            more_others=max(owned - 1 - len(others), 0),
        )

    def _newest_roles(self) -> QuerySet[Role]:
        """Of each owner the newest few, each with how many there are."""
        each = [F("user")]
        return (
            Role.objects.filter(user__in=self.ids, kind=Role.Kind.OWNER)
            .annotate(
                place=Window(RowNumber(), partition_by=each, order_by=F("pk").desc()),
                owned=Window(Count("pk"), partition_by=each),
            )
            .filter(place__lte=OTHERS_SHOWN + 1)
            .select_related("project")
            .order_by("user", "-pk")
        )
