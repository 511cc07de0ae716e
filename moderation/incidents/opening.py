"""What the page that opens an incident begins with: the words of a switch that is on, or nothing but the time."""

from datetime import datetime

from moderation import flags
from moderation.effects import EFFECTS
from moderation.incidents.models import Incident, State
from moderation.models import Flag


def suggested(switch_id: str, *, now: datetime) -> dict[str, object]:
    """The form's first values; those of the switch `switch_id` where it is on."""
    flag = flags.first_on(Flag.Id(switch_id)) if switch_id in Flag.Id.values else None
    return {"started_at": now, "state": State.INVESTIGATING} if flag is None else _of_switch(flag)


def _of_switch(flag: Flag) -> dict[str, object]:
    blocks, leaves = EFFECTS[Flag.Id(flag.id)].blocks, EFFECTS[Flag.Id(flag.id)].leaves
    until = f" until {flag.expires_at:%Y-%m-%d %H:%M} UTC" if flag.expires_at else ", for the time being"
    return {
        "title": flag.title,
        "sentence": blocks,
        "impact": Incident.Impact.MAJOR,
        "started_at": flag.since,
        "state": State.INVESTIGATING,
        "text": "\n\n".join(
            filter(None, [flag.notice, f"This holds{until}. {blocks}", f"Not touched: {leaves}"])
        ),
    }
