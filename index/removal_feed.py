"""What mirrors are told of what went and what came back: each removal with its serial, in the order of commits.

An entry names only what has been public: what was held from its upload on, and still is, is in no entry. `served`
is the truth of the moment of asking, so a reader who acts on each entry ends with what the index serves, however
often a thing went and came back. Reasons and actors are not told.
"""

from dataclasses import asdict, dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from index import changelog, journal
from index.models import JournalEntry, Project, Release

SERIALS_A_PAGE = (
    5_000  # of the journal, whatever they are about: a page costs the same in an index of any size
)

_FILE = "remove file "
_CLEARED = "clear quarantine"
_QUARANTINED = f"status {Project.Status.QUARANTINED}"
_OTHER_STATUSES = [f"status {status}" for status in Project.Status if status != Project.Status.QUARANTINED]
_DONE = {
    "hold release": "held",
    "free release": "released",
    "remove release": "removed",
    "restore release": "restored",
    "remove project": "removed",
    "restore project": "restored",
    _CLEARED: "cleared",
    _QUARANTINED: "quarantined",
    **dict.fromkeys(_OTHER_STATUSES, "cleared"),  # of those only what takes the place of a quarantine is told
}


class NoSuchSerial(Exception):  # noqa: N818 - named after what is wrong
    """The reader is ahead of this index; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that went or came back; `version` and `filename` as far as the thing has them."""

    serial: int
    at: int  # Unix time
    action: str
    kind: str  # project, release, file
    project: str
    version: str | None
    filename: str | None
    served: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The changes above `since`, up to and with `next`, from where to go on; all are told where it is `last_serial`."""

    since: int
    next: int
    last_serial: int
    changes: list[Change]

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def page(since: int, last_serial: int) -> Page:
    """What happened above the serial `since`.

    :param last_serial: the newest that the answer may tell of
    :raises NoSuchSerial: `since` is above it, as after a restored backup.
    """
    if since > last_serial:
        raise NoSuchSerial(
            f"since: the newest serial here is {last_serial}; compare all projects of /simple/, "
            "then go on from its _last-serial."
        )
    end = min(since + SERIALS_A_PAGE, last_serial)
    return Page(since, end, last_serial, [_change(entry) for entry in _entries(since, end)])


def last_serial() -> int:
    return changelog.last_serial()


def _entries(since: int, end: int) -> QuerySet[JournalEntry]:
    was_offered = Release.objects.exclude(held_at=F("created_at"))  # else it was held from its upload on
    of_project = was_offered.filter(project=OuterRef("project"))
    of_release = of_project.filter(version=OuterRef("version"))
    offered = Release.objects.offered().filter(project=OuterRef("project"), version=OuterRef("version"))
    entries = JournalEntry.objects.filter(pk__gt=since, pk__lte=end).annotate(
        status_before=_status_before(),
        is_project_served=Q(project__in=Project.objects.visible()),
        is_release_served=Q(version="") | Exists(offered),
    )
    return (
        entries.filter(Q(action__in=_DONE) | Q(action__startswith=_FILE))
        .filter(~Q(action__in=_OTHER_STATUSES) | Q(status_before=_QUARANTINED))
        .filter(Q(version="") & Exists(of_project) | Exists(of_release))
        .select_related("project")
        .order_by("pk")
    )


def _status_before() -> Subquery:
    """What gave the project its status before this entry; null where nothing had."""
    statuses = [_QUARANTINED, _CLEARED, *_OTHER_STATUSES]
    earlier = JournalEntry.objects.filter(
        project=OuterRef("project"), pk__lt=OuterRef("pk"), action__in=statuses
    )
    return Subquery(earlier.order_by("-pk").values("action")[:1])


def _change(entry: JournalEntry) -> Change:
    is_file = entry.action.startswith(_FILE)
    is_cut_off = len(entry.action) == journal.ACTION_CHARACTERS
    is_served = entry.is_project_served and entry.is_release_served and not is_file  # type: ignore[attr-defined]
    return Change(
        serial=entry.pk,
        at=int(entry.at.timestamp()),
        action="removed" if is_file else _DONE[entry.action],
        kind="file" if is_file else "release" if entry.version else "project",
        project=entry.project.normalized_name,
        version=entry.version or None,
        filename=entry.action.removeprefix(_FILE) if is_file and not is_cut_off else None,
        served=bool(is_served),
    )
