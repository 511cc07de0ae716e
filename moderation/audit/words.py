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
    "activate model": "put in force",
    "import labels": "imported labels of",
    "set lines": "set the lines of",
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
    "make staff token": "made the staff token",
    "revoke staff token": "revoked the staff token",
    "add webhook": "added the webhook",
    "remove webhook": "removed the webhook",
    "pause webhook": "paused the webhook",
    "resume webhook": "resumed the webhook",
    "renew webhook secret": "renewed the secret of the webhook",
    "draft incident": "drafted",
    "open incident": "opened",
    "change incident": "changed the head of",
    "draft incident entry": "drafted an entry of",
    "publish incident entry": "published an entry of",
    "rewrite incident draft": "rewrote a draft of",
    "correct incident entry": "corrected an entry of",
    "discard incident draft": "put aside a draft of",
    "hand over": "handed over to",
    "draft purge": "drafted",
    "tick purge": "ticked members of",
    "confirm purge": "confirmed",
    "agree to purge": "agreed to",
    "start purge after its delay": "started, after its delay,",
    "stop purge": "stopped",
    "resume purge": "resumed",
    "purge removed": "is done with",
    "undo purge": "undid",
    "purge undone": "has brought back all of",
    "erase purge": "erased the files of",
    "set role": "changed the role of",
    "quarantine": "quarantined",
    "clear quarantine": "ended the quarantine of",
    "list project": "listed",
    "unlist project": "unlisted",
    "hold campaign": "held the ticked members of",
    "judge campaign spam": "judged spam the ticked members of",
    "judge campaign not spam": "judged not spam the ticked members of",
    "undo act on campaign": "undid an act on",
    "dismiss campaign": "found to be no campaign",
    "take up campaign": "took up again",
    "settle campaign": "put aside",
    "split campaign": "split",
    "draft purge of campaign": "drafted a purge of",
    "tick campaign": "ticked members of",
    "hold release": "held a release of",
    "free release": "freed a release of",
    "set limits": "set the limits of",
    "prohibit name": "prohibited the name",
    "allow name": "allowed the name",
    "start rule": "put in force",
    "prolong rule": "prolonged",
    "end rule": "switched off",
    "rule ends itself": "switched off, for hitting wrongly too often,",
    "release rule": "took back all that was done by",
    "ban mail domain": "banned the mail domain",
    "allow mail domain": "allowed the mail domain",
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
    "set role",
]
OF_PROJECTS = [
    "verdict",
    "undo verdict",
    "quarantine",
    "clear quarantine",
    "list project",
    "unlist project",
    "hold release",
    "free release",
    "set limits",
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
