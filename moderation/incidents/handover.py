"""The handover note for the next admin: nobody writes it, it is what the audit and the console's tiles say."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Count, QuerySet

from moderation import audit, flags, front_page
from moderation.audit import words
from moderation.models import AuditEntry, Flag, Incident

ACTION = "hand over"
USUAL = timedelta(hours=24)
LONGEST = timedelta(days=14)
PLENTY = 10  # what was done more often is counted, not told one by one
TOLD = 40
_MOMENT = "%Y-%m-%d %H:%M UTC"


@dataclass(frozen=True, slots=True)
class Note:
    since: datetime
    until: datetime
    on_now: list[str]
    waits: list[str]
    by_whom: list[str]
    told: list[str]

    def as_text(self) -> str:
        """To be copied, sent and printed."""
        parts = [
            ("On now", self.on_now or ["Nothing is switched on, no incident is open."]),
            ("Waits", self.waits),
            ("Done, by whom", self.by_whom or ["Nothing."]),
            ("The newest acts, without what was done more than ten times", self.told or ["None."]),
        ]
        head = f"Handover: {self.since:{_MOMENT}} to {self.until:{_MOMENT}}"
        sections = ["\n".join([title, *(f"- {line}" for line in lines)]) for title, lines in parts]
        return "\n\n".join([head, *sections]) + "\n"


def since_last(*, username: str, now: datetime) -> datetime:
    """When `username` handed over last, within reason; else a day ago."""
    acts = AuditEntry.objects.filter(action=ACTION, actor=username).order_by("-at", "-id")
    last = acts.first()
    return max(last.at, now - LONGEST) if last else now - USUAL


def note(*, since: datetime, now: datetime) -> Note:
    acts = AuditEntry.objects.filter(at__gte=since, at__lte=now)
    counts = list(
        acts.order_by("actor")
        .values_list("actor", "action")
        .annotate(count=Count("pk"))
        .order_by("actor", "-count")
    )
    return Note(
        since=since,
        until=now,
        on_now=_on_now(now),
        waits=[f"{tile.title}: {tile.figure}{f', {tile.note}' if tile.note else ''}" for tile in _tiles(now)],
        by_whom=_by_whom(counts),
        told=_told(acts, plenty={action for _, action, count in counts if count > PLENTY}),
    )


def hand_over(*, to: str, since: datetime, actor: str, now: datetime) -> None:
    """Write down that the watch goes from `actor` to another; the next note of `actor` begins here."""
    audit.record(
        actor=actor, action=ACTION, subject=to or "whoever comes", after={"since": since.isoformat()}, now=now
    )


def _on_now(now: datetime) -> list[str]:
    unsettled = Incident.objects.filter(resolved_at=None).order_by("started_at", "id")[:TOLD]
    return [*map(_switch, flags.switched_on(now)), *map(_incident, unsettled)]


def _switch(flag: Flag) -> str:
    end = f"ends {flag.expires_at:{_MOMENT}}" if flag.expires_at else "until it is turned off"
    line = f"Switch “{flag.title}”, by {flag.changed_by} since {flag.since:{_MOMENT}}, {end}"
    return _one_line(f"{line}: {flag.reason}" if flag.reason else line)


def _incident(incident: Incident) -> str:
    state = "a draft" if incident.is_draft else incident.get_state_display()
    return f"Incident {incident.pk} “{incident.title}”, {state}, since {incident.started_at:{_MOMENT}}"


def _tiles(now: datetime) -> list[front_page.Tile]:
    return [tile(now) for tile in front_page.TILES]


def _by_whom(counts: list[tuple[str, str, int]]) -> list[str]:
    return [
        f"{actor}: " + ", ".join(f"{count:,} × {action}" for _, action, count in rows)
        for actor, rows in groupby(counts, key=lambda row: row[0])
    ]


def _told(acts: QuerySet[AuditEntry], *, plenty: set[str]) -> list[str]:
    return [_act(entry) for entry in acts.exclude(action__in=plenty).order_by("-at", "-id")[:TOLD]]


def _act(entry: AuditEntry) -> str:
    line = f"{entry.at:%m-%d %H:%M} {words.sentence(entry)}"
    return _one_line(f"{line}: {entry.reason}" if entry.reason else line)


def _one_line(text: str) -> str:
    """What people typed keeps to its line, so that nothing passes for another line of the note."""
    return " ".join(text.split())
