"""What mirrors may know: which projects there are, and what happened since a serial.

A mirror follows serials: it asks again for each project that the changelog names. So what is hidden moves on
the serial of its project as any change does, and is told as a removal, whoever hid it and why; nothing else
about it is told. What comes back is told as new.
"""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from index.models import DistributionFile, JournalEntry, Project, Release
from index.selectors import by_version, latest_release

MAX_ENTRIES = 50_000

Entry = tuple[str, str | None, int, str, int]
"""Name, version, Unix time, action, serial."""

# By our words, those that clients of the public index look for.
_PUBLIC_ACTIONS = {
    "hold release": "remove release",
    "free release": "new release",
    f"status {Project.Status.QUARANTINED}": "remove project",
    "restore project": "create",
    "restore release": "new release",
}


def last_serial() -> int:
    return newest_change()[0]


def newest_change() -> tuple[int, int | None]:
    """Serial of the newest entry and when it was, in Unix time; 0 and None before the first."""
    newest = JournalEntry.objects.order_by("-pk").values_list("pk", "at").first()
    return (newest[0], int(newest[1].timestamp())) if newest else (0, None)


def last_serial_at(moment: datetime) -> int:
    """The newest serial of then; 0 before the first. Found by halves: times follow the serials."""
    low, high = 0, last_serial()
    while low < high:
        middle = (low + high + 1) // 2
        found = JournalEntry.objects.filter(pk__gte=middle).order_by("pk").values_list("pk", "at").first()
        if found is None or found[1] > moment:
            high = middle - 1
        else:
            low = found[0]
    return low


def since(serial: int) -> list[Entry]:
    """The entries after `serial`, oldest first, `MAX_ENTRIES` at most."""
    shown_release = Release.objects.offered().filter(project=OuterRef("project"), version=OuterRef("version"))
    newer = JournalEntry.objects.filter(
        project=OuterRef("project"), version=OuterRef("version"), pk__gt=OuterRef("pk")
    )
    entries = (
        JournalEntry.objects.filter(pk__gt=serial)
        .annotate(
            # `in`, for which PostgreSQL makes one table of the visible; `Exists` would look for each entry.
            is_project_shown=Q(project__in=Project.objects.visible()),
            is_release_shown=Q(version="") | Exists(shown_release),
        )
        # Before the limit: an answer of hidden entries alone would look like the end of the changelog.
        .filter(
            Q(pk=F("project__last_serial"))
            | Q(is_project_shown=True) & (Q(is_release_shown=True) | ~Exists(newer))
        )
        .order_by("pk")
        .values_list("project__name", "version", "at", "action", "pk", "is_project_shown", "is_release_shown")
    )
    return [_entry(*row) for row in entries[:MAX_ENTRIES]]


def _entry(
    name: str,
    version: str,
    at: datetime,
    action: str,
    serial: int,
    *shown: bool,
) -> Entry:
    is_project_shown, is_release_shown = shown
    if not is_project_shown:
        version, action = "", "remove project"
    elif not is_release_shown:
        action = "remove release"
    return name, version or None, int(at.timestamp()), _in_public_words(action), serial


def _in_public_words(action: str) -> str:
    verb, _, filename = action.rpartition(" ")
    if verb == f"add {DistributionFile.Kind.SDIST} file":
        return f"add source file {filename}"
    if verb == f"add {DistributionFile.Kind.WHEEL} file":
        return f"add {filename.rsplit('-', 3)[1]} file {filename}"  # with its Python tag
    return _PUBLIC_ACTIONS.get(action, action)


def projects() -> dict[str, int]:
    """The visible projects, by name as written, with the serial of their newest entry."""
    return dict(Project.objects.visible().order_by("normalized_name").values_list("name", "last_serial"))


def versions(project: Project) -> list[str]:
    """What is offered, the one first that installers would choose, then the others, newest first."""
    releases = list(Release.objects.offered().filter(project=project).only("version", "yanked_at"))
    latest = latest_release(releases)
    ordered = sorted(by_version(releases), key=lambda release: release is not latest)
    return [release.version for release in ordered]
