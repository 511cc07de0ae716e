"""The lines that a score is compared with; a score alone decides nothing more.

An admin decides below what a project is listed at once, and how many honest uploads may be held in a week. The line
from which newcomers' releases are held follows from that budget, by what was judged here and what newcomers upload
(`classifier.curve`): the lowest line whose honest holds stay within the budget even at the bad end of what is known.
Where too little was judged there is no such line, and nothing is held. Until an admin decides, the settings hold.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from classifier import curve
from moderation import audit
from moderation.models import LineSetting

LOWEST_HOLD: Final = 0.5  # what is as likely honest is never held, whatever the budget
_KEPT_SECONDS: Final = 60
_CACHE_KEY: Final = "hold-line-{}"
NEVER: Final = 2.0  # a line above every score


@dataclass(frozen=True, slots=True)
class Lines:
    """In force. `hold_above` None: nothing is held; `setting` None: as the settings say."""

    list_below: float | None
    hold_above: float | None
    setting: LineSetting | None


def in_force(now: datetime) -> Lines:
    setting = LineSetting.objects.order_by("-set_at", "-id").first()
    if setting is None:
        return Lines(settings.LIST_BELOW, settings.HOLD_ABOVE, None)
    return Lines(setting.list_below, _hold_line(setting, now), setting)


def is_suspicious(spam_probability: float) -> bool:
    """Whether a project stays unlisted until a person has looked."""
    line = in_force(timezone.now()).list_below
    return line is None or spam_probability >= line


def is_to_be_held(spam_probability: float) -> bool:
    """Whether a newcomer's release is kept back until a person has looked."""
    line = in_force(timezone.now()).hold_above
    return line is not None and spam_probability >= line


def hold_line(known: curve.Curve, honest_holds_a_week: float | None) -> float | None:
    """The line that a budget makes; None where there is no budget, or too little is known."""
    if honest_holds_a_week is None:
        return None
    point = known.lowest_within(honest_holds_a_week, above=LOWEST_HOLD)
    return point.line if point else None


@transaction.atomic
def set_lines(
    *,
    list_below: float | None,
    honest_holds_a_week: float | None,
    actor: str,
    reason: str,
    now: datetime,
) -> LineSetting:
    """Draw the lines anew, for every score from now on."""
    before = in_force(now)
    row = LineSetting.objects.create(
        list_below=list_below,
        honest_holds_a_week=honest_holds_a_week,
        set_by=actor,
        reason=reason,
        set_at=now,
    )
    audit.record(
        actor=actor,
        action="set lines",
        subject="scores",
        reason=reason,
        before=_told(before),
        after=_told(in_force(now)),
        now=now,
    )
    return row


def _told(lines: Lines) -> dict[str, float | None]:
    return {
        "list_below": lines.list_below,
        "honest_holds_a_week": lines.setting.honest_holds_a_week if lines.setting else None,
        "hold_above": lines.hold_above,
    }


def _hold_line(setting: LineSetting, now: datetime) -> float | None:
    """Computed once a minute: each score asks."""
    if setting.honest_holds_a_week is None:
        return None
    line = cache.get_or_set(
        _CACHE_KEY.format(setting.pk),
        lambda: hold_line(curve.curve(now), setting.honest_holds_a_week) or NEVER,
        _KEPT_SECONDS,
    )
    return line if line is not None and line < NEVER else None


def is_to_be_reviewed(spam_probability: float) -> bool:
    """Whether a score alone is reason enough to ask a person: below the line for listing, or what is unlisted."""
    above_line = settings.REVIEW_ABOVE is not None and spam_probability >= settings.REVIEW_ABOVE
    return above_line or is_suspicious(spam_probability)
