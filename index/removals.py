"""Who took a project off the index: its owners, or somebody else. What others took, its people still see."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from index.models import JournalEntry, Project, Role


def with_remover(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Each with `remover`, who removed it last, and `is_deleted`: whether that was one of its owners."""
    removals = JournalEntry.objects.filter(project=OuterRef("pk"), action="remove project").order_by("-id")
    owners = Role.objects.filter(
        project=OuterRef("pk"), kind=Role.Kind.OWNER, user__username=OuterRef("remover")
    )
    return projects.annotate(remover=Subquery(removals.values("actor")[:1])).annotate(
        is_deleted=Exists(owners)
    )


def not_deleted(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Those that are there, and those that somebody else than an owner removed."""
    return with_remover(projects).filter(Q(removed_at=None) | Q(is_deleted=False))
