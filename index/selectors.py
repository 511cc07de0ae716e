"""Reads that several pages share."""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from packaging.version import Version

from index.distributions import names
from index.models import Project, Release, Role


def find_visible(name: str) -> Project | None:
    """The visible project with this name, in any spelling."""
    if not names.is_valid(name):
        return None
    return Project.objects.visible().filter(normalized_name=names.normalize(name)).first()


def roles_of(project: Project) -> list[tuple[str, str]]:
    """Kind and user name, owners first."""
    roles = project.roles.order_by("-kind", "user__username").values_list("kind", "user__username")
    return [(Role.Kind(kind).label, username) for kind, username in roles]


def with_summary(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Each project with summary, version and date of its newest release, in the same query.

    As installers choose: yanked releases last, before them pre-releases.
    """
    newest = (
        Release.objects.offered()
        .filter(project=OuterRef("pk"))
        .annotate(is_prerelease=Q(version__regex=r"^[^+]*(a|b|rc|dev)"))
        .order_by(F("yanked_at").desc(nulls_first=True), "is_prerelease", "-created_at", "-id")
    )
    return projects.annotate(
        summary=Subquery(newest.values("summary")[:1]),
        version=Subquery(newest.values("version")[:1]),
        released_at=Subquery(newest.values("created_at")[:1]),
    )


def latest_release(releases: list[Release]) -> Release | None:
    """The one that installers would choose: not yanked before yanked, final before pre-release, highest version."""
    return max(
        releases,
        key=lambda release: (
            release.yanked_at is None,
            not Version(release.version).is_prerelease,
            Version(release.version),
        ),
        default=None,
    )


def by_version(releases: list[Release]) -> list[Release]:
    """Newest version first."""
    return sorted(releases, key=lambda release: Version(release.version), reverse=True)


def with_marks(releases: list[Release]) -> list[tuple[Release, bool]]:
    """Each release, and whether its version is a pre-release."""
    return [(release, Version(release.version).is_prerelease) for release in releases]
