"""Rest mode: all new projects wait for review until the moderators are back. Volunteers must be able to sleep."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from moderation import flags
from moderation.models import Flag

MORNING: Final = 9  # o'clock, in the site's time zone
_MONDAY: Final = 0
LONGEST: Final = timedelta(days=14)


class NotARest(Exception):  # noqa: N818 - named after what happened
    """Nothing was changed; the message is one sentence."""


class Choice(NamedTuple):
    """A rest that one click begins."""

    label: str
    until: datetime


def choices(now: datetime) -> list[Choice]:
    """`now` in the time zone in which mornings are meant."""
    morning = now.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    tomorrow = morning if now < morning else morning + timedelta(days=1)
    monday = tomorrow + timedelta(days=(_MONDAY - tomorrow.weekday()) % 7)
    found = [Choice(f"{tomorrow:%A %H:%M}", tomorrow), Choice(f"{monday:%A %H:%M}", monday)]
    return found if monday != tomorrow else found[:1]


def begin(*, until: datetime, actor: str, now: datetime, reason: str = "", notice: str = "") -> Flag:
    """Hold all new projects until then, with a public notice.

    :raises NotARest: it would be over already, or last for longer than two weeks.
    """
    if not now < until <= now + LONGEST:
        raise NotARest("A rest ends later than now and within two weeks; choose another end.")
    return flags.set_flag(
        id_=Flag.Id.HOLD_NEW_PROJECTS,
        enabled=True,
        reach=Flag.Reach.ALL,
        actor=actor,
        reason=reason or "The moderators rest.",
        notice=notice
        or f"The moderators rest: new projects wait for review until {until:%A, %-d %B, %H:%M %Z}.",
        expires_at=until,
        now=now,
    )
