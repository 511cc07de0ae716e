"""The figures of the whole index, counted in the background so that no page counts anything."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate

from accounts.models import User
from index.models import Day, DistributionFile, Figures, Project, Release

TOP = 10


def latest() -> Figures | None:
    """As last counted; None where nobody has yet."""
    return Figures.objects.order_by("-counted_at", "-id").first()


def days(last: date, count: int) -> list[Day]:
    """The `count` days up to `last`, those on which nothing happened included."""
    first = last - timedelta(days=count - 1)
    counted = Day.objects.in_bulk([first + timedelta(days=number) for number in range(count)])
    return [
        counted.get(day) or Day(date=day, files=0, projects=0, size_bytes=0)
        for day in (first + timedelta(days=number) for number in range(count))
    ]


@transaction.atomic
def count(*, now: datetime) -> None:
    """Count anew: the totals, the largest projects, and the days since the last count."""
    _count_days()
    files = DistributionFile.objects.visible()
    together = files.aggregate(count=Count("id"), size_bytes=Sum("size_bytes"))
    by_project = (
        files.filter(release__project__listed=True)
        .values("release__project")
        .annotate(size=Sum("size_bytes"), count=Count("id"))
        .values_list("release__project", "size", "count")
    )
    Figures.objects.update_or_create(
        pk=1,
        defaults={
            "counted_at": now,
            "projects": Project.objects.visible().count(),
            "releases": Release.objects.visible().count(),
            "users": User.objects.filter(is_active=True).count(),
            "files": together["count"],
            "size_bytes": together["size_bytes"] or 0,
            "largest": list(map(list, by_project.order_by("-size", "release__project")[:TOP])),
            "most_files": list(map(list, by_project.order_by("-count", "release__project")[:TOP])),
        },
    )


def _count_days() -> None:
    """The newest counted day may have been unfinished, so it is counted again; those before it stay."""
    newest = Day.objects.order_by("-date").first()
    since = datetime.combine(newest.date if newest else date.min, datetime.min.time(), tzinfo=UTC)
    files = _daily(DistributionFile.objects.filter(uploaded_at__gte=since), "uploaded_at")
    sizes = files.annotate(size=Sum("size_bytes")).values_list("day", "number", "size")
    projects = _daily(Project.objects.filter(created_at__gte=since), "created_at")
    new_projects = dict(projects.values_list("day", "number"))
    counted = {day: (number, size) for day, number, size in sizes}
    _store(
        Day(date=day, files=number, size_bytes=size, projects=new_projects.get(day, 0))
        for day in counted.keys() | new_projects.keys()
        for number, size in [counted.get(day, (0, 0))]
    )


def _daily(rows: QuerySet, field: str) -> QuerySet:
    return (
        rows.annotate(day=TruncDate(field, tzinfo=UTC))
        .values("day")
        .annotate(number=Count("id"))
        .order_by("day")
    )


def _store(rows: Iterable[Day]) -> None:
    Day.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["files", "projects", "size_bytes"],
    )
