"""A draft of what is said when it is over: what happened, what was done, figures. A person edits and publishes it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

from moderation.incidents import figures, timeline
from moderation.incidents.figures import Figures
from moderation.models import Incident

MINUTE = "%Y-%m-%d %H:%M"
# By the lists of config/seams.py; what is of none of them is told by the list's own name.
_REFUSED = {
    "SIGNUP_GATES": "Sign-ups",
    "ADDRESS_GATES": "New mail addresses",
    "NEW_PROJECT_GATES": "New projects",
    "UPLOAD_GATES": "Uploads",
    "STAGING_GATES": "Uploads on the page",
    "MINT_GATES": "Upload tokens for builds",
    "DELETION_GATES": "Deletions",
    "REPORT_GATES": "Reports",
}


def draft(incident: Incident, *, now: datetime) -> str:
    """Markdown; it names no account, project or person."""
    end = incident.until(now)
    told = list(reversed(timeline.in_public(incident, now=now)))
    done = [f"{happening.at:{MINUTE}} UTC: {happening.sentence}" for happening in told]
    counted = figures.of_time(incident.started_at, end)
    lasted = in_words(end - incident.started_at)
    parts = [
        "**What happened.** " + incident.sentence,
        f"It began at {incident.started_at:{MINUTE}} UTC and was over at {end:{MINUTE}} UTC, after {lasted}.",
        "**What was done**",
        _as_list(done) or "Nothing that everybody would see.",
        "**In figures**",
        _as_list(list(_lines(counted))) or "Nothing was refused, held or removed.",
    ]
    return "\n\n".join(parts) + "\n"


def _lines(counted: Figures) -> Iterator[str]:
    if counted.first_act_after is not None:
        yield f"From the beginning to the first act: {in_words(counted.first_act_after)}."
    for gates, rows in groupby(counted.refused, key=lambda row: row[0]):
        by_code = [(code.replace("_", " ").replace("-", " "), count) for _, code, count in rows]
        codes = ", ".join(f"{code} {count:,}" for code, count in by_code)
        yield f"{_REFUSED.get(gates, gates)} refused: {sum(count for _, count in by_code):,} ({codes})."
    for count, words in (
        (counted.held, "Releases held for review"),
        (counted.released, "Releases released after review"),
        (counted.quarantined, "Projects quarantined"),
        (counted.removed, "Projects removed"),
        (counted.restored, "Projects restored"),
        (counted.frozen, "Accounts frozen"),
        (counted.downloads, "Downloads of what was removed"),
    ):
        if count:
            yield f"{words}: {count:,}."
    for name, on_for in counted.switches:
        yield f"The switch “{name}” was on for {in_words(on_for)}."


def in_words(duration: timedelta) -> str:
    """Its two largest units; seconds only below a minute."""
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    units = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    parts = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in units if count]
    return " ".join(parts[:2]) or f"{seconds} second{'' if seconds == 1 else 's'}"


def _as_list(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
