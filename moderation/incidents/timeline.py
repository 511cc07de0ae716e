"""What was done during an incident: nobody attaches it, it is the audit of that time.

For the staff all of it, in the audit's own words, of whatever kind. For the public only the kinds in PUBLIC_WORDS,
in words that name no account, project or person; a kind that is not there is not told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from moderation.audit.words import in_words
from moderation.models import AuditEntry, Flag, Incident

SHOWN_IN_PUBLIC = 50


@dataclass(frozen=True, slots=True)
class Happening:
    """One public line of it."""

    at: datetime
    sentence: str


def everything(incident: Incident, *, now: datetime) -> QuerySet[AuditEntry]:
    """Newest first; what is written at the very end of it, as its last entry is, included."""
    in_time = AuditEntry.objects.filter(at__gte=incident.started_at, at__lte=incident.until(now))
    return in_time.order_by("-at", "-id")


def in_public(incident: Incident, *, now: datetime) -> list[Happening]:
    """The newest of what the public may know, newest first."""
    entries = everything(incident, now=now).filter(action__in=PUBLIC_WORDS)[:SHOWN_IN_PUBLIC]
    return [Happening(entry.at, _sentence(entry)) for entry in entries]


def _sentence(entry: AuditEntry) -> str:
    words = PUBLIC_WORDS[entry.action]
    return words if isinstance(words, str) else words(entry)


def _switch_on(entry: AuditEntry) -> str:
    until = entry.after.get("expires_at")
    name = _switch(entry.subject, entry.after.get("reach", ""))
    return f"{name} is on{f', until {in_words(until)}' if until else ''}."


def _switch_off(entry: AuditEntry) -> str:
    return f"{_switch(entry.subject, entry.before.get('reach', ''))} is off again."


def _switch(id_: str, reach: str) -> str:
    known = id_ in Flag.Id.values
    return f"The switch “{Flag(id=id_, reach=reach).title}”" if known else "A switch"


def _removed(entry: AuditEntry) -> str:
    return f"A clean-up removed {_members(entry.after)}."


def _restored(entry: AuditEntry) -> str:
    return f"A clean-up was undone, which brought back {_members(entry.after)}."


def _members(counts: dict) -> str:
    """By the keys that the audit of purges has; what is not a number is left out."""
    parts = [
        f"{count:,} {one if count == 1 else many}"
        for key, one, many in (("projects", "project", "projects"), ("accounts", "account", "accounts"))
        if isinstance(count := counts.get(key), int) and count
    ]
    return " and ".join(parts) or "nothing"


# By the kind of the act: its words, or what makes them of its entry.
PUBLIC_WORDS: dict[str, str | Callable[[AuditEntry], str]] = {
    "flag on": _switch_on,
    "flag off": _switch_off,
    "purge removed": _removed,
    "purge undone": _restored,
    "prohibit name": "A name, or a pattern of names, was closed to new projects.",
    "ban mail domain": "A mail domain was closed to new accounts.",
    "start rule": "A rule against uploads like these was put in force.",
    "end rule": "A rule against uploads like these was ended.",
    "rule ends itself": "A rule ended itself, since it held too much that was honest.",
    "set lines": "What the automatic check holds was set anew.",
    "activate model": "Another version of the automatic check was put in force.",
}
