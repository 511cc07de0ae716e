"""Finding projects by words."""

from django.db.models import Case, IntegerField, Max, Q, QuerySet, Value, When

from index.models import Project

MAX_WORDS = 8


def search(query: str) -> QuerySet[Project]:
    """Listed projects with every word in name or summary; the name itself first, then names that begin with it."""
    words = query.split()[:MAX_WORDS]
    found = Project.objects.listed()
    for word in words:
        found = found.filter(Q(name__icontains=word) | Q(releases__summary__icontains=word))
    rank = Case(
        When(normalized_name=query.strip().lower(), then=Value(0)),
        When(normalized_name__startswith=query.strip().lower(), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.annotate(rank=rank, newest=Max("releases__created_at")).order_by("rank", "-newest", "id")
