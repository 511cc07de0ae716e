"""Finding projects, and all that is known of one."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When

from accounts.standings import standings_of
from classifier.models import Score
from index import lifecycle, sizes
from index.models import JournalEntry, Project, Release, Role
from moderation.audit.words import OF_PROJECTS
from moderation.models import AuditEntry, PurgedProject, Report, Verdict
from moderation.purges.contents import projects_with

SHOWN = 50  # of each kind of thing on a project's page
RELEASES = 20  # a page
ENTRIES = 20  # of the journal, a page
HAS_HELD = Exists(Release.objects.filter(project=OuterRef("pk"), removed_at=None, held_at__isnull=False))
STATES = {
    "active": Q(status=Project.Status.ACTIVE, removed_at=None),
    "archived": Q(status=Project.Status.ARCHIVED, removed_at=None),
    "deprecated": Q(status=Project.Status.DEPRECATED, removed_at=None),
    "quarantined": Q(status=Project.Status.QUARANTINED, removed_at=None),
    "held": Q(removed_at=None) & HAS_HELD,
    "not listed": Q(listed=False, removed_at=None),
    "removed": Q(removed_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit in force, and where it comes from; `entry` is who set it for this project, and why."""

    size_bytes: int
    is_own: bool
    entry: JournalEntry | None

    def __str__(self) -> str:
        return sizes.spell(self.size_bytes)


def found(*, name: str = "", owner: str = "", host: str = "", state: str = "") -> QuerySet[Project]:
    """Projects that fit all that is given; those whose name begins with what is looked for come first.

    :param name: a part of the name; with `*` at its end, its beginning.
    """
    roles = Role.objects.select_related("user").order_by("-kind", "id")
    projects = Project.objects.annotate(has_held=HAS_HELD).prefetch_related(Prefetch("roles", roles))
    if owner:
        owned = Role.objects.filter(kind=Role.Kind.OWNER, user__username__iexact=owner)
        projects = projects.filter(pk__in=owned.values("project"))
    if host:
        linking = projects_with(link_host=host, text="", among=projects)
        projects = projects.filter(pk__in=linking.project_ids)
    if state:
        projects = projects.filter(STATES[state])
    return _named(projects, name) if name else projects.order_by("-created_at", "-id")


def held_releases() -> QuerySet[Release]:
    """What waits to be offered: releases of projects that are there."""
    return Release.objects.filter(held_at__isnull=False, removed_at=None, project__removed_at=None)


def known_of(
    project: Project, *, releases_page: str | None, journal_before: int | None, now: datetime
) -> dict[str, object]:
    """What the page of a project shows, in a fixed number of queries."""
    entries, older = _journal(project, before=journal_before)
    return {
        "people": _people(project, now),
        "page_obj": Paginator(_releases(project), RELEASES).get_page(releases_page),
        "held": project.releases.filter(removed_at=None).exclude(held_at=None).count(),
        "limits": limits_of(project),
        "entries": entries,
        "older": older,
        "reports": Report.objects.filter(project=project)
        .select_related("reporter")
        .order_by("-reported_at", "-id")[:SHOWN],
        "verdicts": Verdict.objects.filter(project=project)
        .select_related("moderator")
        .order_by("-decided_at", "-id")[:SHOWN],
        "purges": PurgedProject.objects.filter(project=project)
        .select_related("purge")
        .order_by("-purge_id")[:SHOWN],
        "acts": AuditEntry.objects.filter(subject=project.normalized_name, action__in=OF_PROJECTS).order_by(
            "-at", "-id"
        )[:SHOWN],
        "case": getattr(project, "case", None),
    }


def limits_of(project: Project) -> dict[str, Limit]:
    """What one file, and all files together, may have."""
    newest = project.journal.filter(action=lifecycle.LIMITS_ACTION).order_by("-id").first()
    return {
        "one_file": _limit(project.max_file_bytes, settings.MAX_FILE_BYTES, newest),
        "all_files": _limit(project.max_size_bytes, settings.MAX_PROJECT_BYTES, newest),
    }


def _limit(own: int | None, index_s: int, newest: JournalEntry | None) -> Limit:
    return Limit(own or index_s, own is not None, newest if own is not None else None)


def _named(projects: QuerySet[Project], name: str) -> QuerySet[Project]:
    spelt = name.lower().replace("_", "-").replace(".", "-")
    if spelt.endswith("*"):
        return projects.filter(normalized_name__startswith=spelt.rstrip("*")).order_by("normalized_name")
    begins = Case(
        When(normalized_name__startswith=spelt, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return projects.filter(normalized_name__contains=spelt).order_by(begins, "normalized_name")


def _people(project: Project, now: datetime) -> list[tuple[Role, str]]:
    """Owners, then maintainers, each with the standing of the account."""
    roles = list(project.roles.select_related("user").order_by("-kind", "user__username"))
    standings = standings_of([role.user_id for role in roles], now=now)
    return [(role, standings[role.user_id]) for role in roles]


def _releases(project: Project) -> QuerySet[Release]:
    """What is held first, then newest first, each with its files and its score."""
    scores = Score.objects.filter(is_current=True).select_related("model").defer("document")
    return (
        project.releases.defer("description", "description_html", "metadata")
        .prefetch_related("files", Prefetch("scores", scores, to_attr="current_scores"))
        .order_by(F("held_at").desc(nulls_last=True), "-created_at", "-id")
    )


def _journal(project: Project, *, before: int | None) -> tuple[list[JournalEntry], int | None]:
    """The entries before one, newest first, and the one to go on from; None at the end."""
    entries = project.journal.order_by("-id")
    if before:
        entries = entries.filter(pk__lt=before)
    rows = list(entries[: ENTRIES + 1])
    return rows[:ENTRIES], rows[ENTRIES - 1].pk if len(rows) > ENTRIES else None
