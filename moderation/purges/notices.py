"""What owners see on the page of their projects about those that a purge removed: what, when, and why in words."""

from django.db.models import Count, Min, QuerySet, Window
from django.db.models.functions import RowNumber

from index.models import Role
from index.owner_notices import OwnerNotice
from moderation.models import PurgedProject

PURGES = 5  # the newest
NAMED = 20


def of_purges(user_id: int) -> list[OwnerNotice]:
    """One notice a purge, newest first, in two queries however many projects it removed."""
    owned = Role.objects.filter(user=user_id, kind=Role.Kind.OWNER)
    members = (
        PurgedProject.objects.to_undo()
        .filter(project__in=owned.values("project"), before__removed=True)
        .exclude(project__removed_at=None)
    )
    found = list(
        members.values("purge", "purge__reason")
        .annotate(count=Count("pk"), at=Min("done_at"))
        .order_by("-purge")[:PURGES]
    )
    names = _first_names(members.filter(purge__in=[row["purge"] for row in found])) if found else {}
    return [
        OwnerNotice(
            what="Removed by an admin",
            names=tuple(names.get(row["purge"], [])),
            count=row["count"],
            at=row["at"],
            reason=row["purge__reason"],
        )
        for row in found
    ]


def _first_names(members: QuerySet[PurgedProject]) -> dict[int, list[str]]:
    """By purge."""
    numbered = members.annotate(
        place=Window(RowNumber(), partition_by="purge", order_by="project__normalized_name")
    )
    first = numbered.filter(place__lte=NAMED).order_by("purge", "project__normalized_name")
    names: dict[int, list[str]] = {}
    for purge_id, text in first.values_list("purge_id", "project__name"):
        names.setdefault(purge_id, []).append(text)
    return names
