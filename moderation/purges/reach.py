"""How far a purge reaches: what its ticked members bring with them, counted as it is now."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from accounts.models import User
from index import downloads
from index.models import DistributionFile, Release, Role
from moderation.models import Purge, PurgedProject

NAMED = 20
DOWNLOAD_DAYS = 30


@dataclass(frozen=True, slots=True)
class Reach:
    projects: int
    accounts: int
    releases: int
    files: int
    size_bytes: int
    downloads: int  # in the last DOWNLOAD_DAYS
    co_owners: list[str]  # who are not in the selection; the first of them
    co_owner_count: int
    dependents: list[str]  # projects outside that require one of these; the first of them
    oldest: User | None
    unticked: int
    doubtful: int  # ticked, although something speaks against it
    unlike: list[str]  # ticked, with little in common with the rest; the first of them

    @property
    def members(self) -> int:
        """What is typed to confirm."""
        return self.projects + self.accounts


def reach_of(purge: Purge) -> Reach:
    ticked = purge.projects.filter(ticked=True)
    accounts = purge.accounts.filter(ticked=True)
    projects = ticked.values("project")
    files = DistributionFile.objects.filter(release__project__in=projects, removed_at=None)
    co_owners = _co_owners(projects, accounts.values("user"))
    no_doubt = Q(warnings=[])
    return Reach(
        projects=ticked.count(),
        accounts=accounts.count(),
        releases=Release.objects.filter(project__in=projects, removed_at=None).count(),
        files=files.count(),
        size_bytes=files.aggregate(size_bytes=Sum("size_bytes"))["size_bytes"] or 0,
        downloads=downloads.since(_days_ago(DOWNLOAD_DAYS), projects),
        co_owners=list(co_owners.values_list("username", flat=True)[:NAMED]),
        co_owner_count=co_owners.count(),
        dependents=_dependents(ticked),
        oldest=User.objects.filter(pk__in=accounts.values("user")).order_by("date_joined", "pk").first(),
        unticked=purge.projects.filter(ticked=False).count() + purge.accounts.filter(ticked=False).count(),
        doubtful=ticked.exclude(no_doubt).count() + accounts.exclude(no_doubt).count(),
        unlike=list(
            ticked.filter(is_unlike=True)
            .order_by("project__normalized_name")
            .values_list("project__name", flat=True)[:NAMED]
        ),
    )


def _days_ago(days: int) -> date:
    return (timezone.now() - timedelta(days=days)).date()


def _co_owners(projects: QuerySet, accounts: QuerySet) -> QuerySet[User]:
    roles = Role.objects.filter(project__in=projects, kind=Role.Kind.OWNER)
    return User.objects.filter(pk__in=roles.values("user")).exclude(pk__in=accounts).order_by("username")


def _dependents(ticked: QuerySet[PurgedProject]) -> list[str]:
    rows = ticked.exclude(dependents=[]).values_list("dependents", flat=True)
    return sorted({name for names in rows for name in names})[:NAMED]
