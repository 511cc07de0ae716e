"""Entries of the audit as a person would tell them."""

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from moderation.models import AuditEntry, Flag

DONE = {
    "flag on": "turned on",
    "flag off": "turned off",
    "verdict": "judged",
    "undo verdict": "undid the verdict on",
    "fill demo": "ran the demo on",
    "freeze": "froze the account",
    "unfreeze": "unfroze the account",
    "note": "noted about",
    "grant standing": "granted a standing to",
    "withhold standing": "withheld the standing of",
    "account verdict": "decided on the reports about",
    "undo account verdict": "undid the decision about",
    "hold on a trusted report": "held, on a trusted account's report,",
    "ask for a review": "asked for a review of",
    "ask for a review of account": "asked for a review of the account",
    "grant appeal": "granted the appeal about",
    "grant appeal of account": "granted the appeal about the account",
    "deny appeal": "denied the appeal about",
    "deny appeal of account": "denied the appeal about the account",
    "undo the answer to the appeal": "undid the answer to the appeal about",
    "undo the answer to the appeal of account": "undid the answer to the appeal about the account",
    "leave standing to the facts": "left to the facts the standing of",
}
OF_ACCOUNTS = [
    "freeze",
    "unfreeze",
    "note",
    "account verdict",
    "undo account verdict",
    "ask for a review of account",
    "grant appeal of account",
    "deny appeal of account",
    "undo the answer to the appeal of account",
    "grant standing",
    "withhold standing",
    "leave standing to the facts",
]


def sentence(entry: AuditEntry) -> str:
    """Who did what to what."""
    done = DONE.get(entry.action, f"did “{entry.action}” to")
    subject = f"“{Flag.Id(entry.subject).label}”" if entry.subject in Flag.Id.values else entry.subject
    return f"{entry.actor} {done} {subject}"


def changes(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """What it changed: name, before, after."""
    names = [*entry.before, *(name for name in entry.after if name not in entry.before)]
    told = [(name, entry.before.get(name), entry.after.get(name)) for name in names]
    return [
        (name.replace("_", " "), in_words(before), in_words(after))
        for name, before, after in told
        if before != after
    ]


def in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value) or "none"
    if value in (None, ""):
        return "none"
    return f"{moment:%Y-%m-%d %H:%M} UTC" if (moment := _moment(value)) else str(value)


def _moment(value: Any) -> datetime | None:
    """What was written down as a time; a day alone is none."""
    try:
        return parse_datetime(value)
    except (TypeError, ValueError):
        return None
