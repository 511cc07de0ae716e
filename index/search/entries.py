"""The entry of each listed project: what is searched of it.

Entries follow the journal: `Project.search_serial` is the serial that a project's entry, or its having none, is
as of. An entry may be behind for a moment; what is shown is decided by the projects' own rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import connection, transaction
from django.db.models import F, QuerySet

from index.models import Project, Release, SearchEntry
from index.search.backend import Backend, Document
from index.search.postgresql import PostgresqlBackend
from index.search.sqlite import SqliteBackend
from index.search.words import classifier_keys, words, words_of_name
from index.selectors import latest_release

BATCH = 500
MAX_DESCRIPTION_CHARACTERS = 4000

_BACKENDS: dict[str, Backend] = {"postgresql": PostgresqlBackend(), "sqlite": SqliteBackend()}


def backend() -> Backend:
    return _BACKENDS[connection.vendor]


def refresh(project_ids: Iterable[int]) -> int:
    """Write the entries of these projects anew where they are behind; the number of those that were."""
    behind = overdue().filter(pk__in=list(project_ids))
    # One change of a project writes several journal entries, and each asks: all but the first cost one look.
    return _rewrite(behind) if behind.exists() else 0


def overdue() -> QuerySet[Project]:
    """Projects whose refresh a crash or a lock left undone."""
    return Project.objects.filter(search_serial__lt=F("last_serial")).order_by("id")


def refresh_overdue() -> int:
    """Refresh a batch of these; how many there were."""
    return refresh(list(overdue().values_list("id", flat=True)[:BATCH]))


def rebuild() -> Iterator[int]:
    """Write every entry anew, a batch a step; yields how many projects are done."""
    Project.objects.update(search_serial=-1)
    ids = list(Project.objects.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), BATCH):
        refresh(ids[start : start + BATCH])
        yield min(start + BATCH, len(ids))


@transaction.atomic
def _rewrite(behind: QuerySet[Project]) -> int:
    backend().take_turn()
    # Rows that somebody changes are passed over: their own change asks again once it is there.
    ids = list(behind.select_for_update(skip_locked=True).values_list("id", flat=True))
    SearchEntry.objects.filter(project__in=ids).delete()
    for document in _documents(ids):
        backend().add(document)
    Project.objects.filter(pk__in=ids).update(search_serial=F("last_serial"))
    return len(ids)


def _documents(project_ids: list[int]) -> Iterator[Document]:
    releases = defaultdict(list)
    listed = Project.objects.listed().filter(pk__in=project_ids)
    light = Release.objects.offered().filter(project__in=listed)
    for release in light.only("id", "project_id", "version", "yanked_at", "created_at"):
        releases[release.project_id].append(release)
    newest = {project_id: max(row.created_at for row in rows) for project_id, rows in releases.items()}
    chosen = [latest.pk for rows in releases.values() if (latest := latest_release(rows))]
    for release in Release.objects.filter(pk__in=chosen).select_related("project").order_by("created_at"):
        yield _document(release, second=int(newest[release.project_id].timestamp()))


def _document(release: Release, *, second: int) -> Document:
    core = release.metadata
    keys = {key for classifier in core.get("classifiers", []) for key in classifier_keys(classifier)}
    return Document(
        project_id=release.project_id,
        name=release.project.normalized_name,
        names=" ".join(words_of_name(release.project.name)),
        summary=" ".join(words(f"{release.summary} {' '.join(core.get('keywords', []))}")),
        description=" ".join(words(release.description[:MAX_DESCRIPTION_CHARACTERS])),
        classifiers=tuple(sorted(keys)),
        second=second,
    )
