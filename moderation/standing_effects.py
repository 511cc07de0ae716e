"""What a standing means for what moderation does by itself: told on the page of one's standing, as it is just now."""

from django.conf import settings
from django.utils import timezone

from accounts.standing import Standing
from moderation import flags
from moderation.models import Flag
from moderation.reporting.weights import PRIORS
from moderation.scoring import lines


def of_holds(standing: Standing) -> list[str]:
    """What may keep a release back until a person has looked."""
    step = flags.first_on(Flag.Id.HOLD_NEW_PROJECTS)
    is_newcomer = standing == Standing.NEWCOMER
    sentences = []
    if step and (is_newcomer or step.reach == Flag.Reach.ALL):
        sentences.append(
            "New projects wait for review just now: nobody can install one before a moderator has looked."
        )
    if not is_newcomer:
        return [
            *sentences,
            "What the model says holds none of your releases, and keeps no project out of search.",
        ]
    sentences.append(
        "A project that the model finds suspicious stays out of search until a moderator has looked."
    )
    if lines.in_force(timezone.now()).hold_above is not None:
        sentences.append(
            "A release that the model finds very suspicious is held: nobody can install it meanwhile."
        )
    return sentences


def of_reports(standing: Standing) -> list[str]:
    """What one's reports count, and do."""
    upheld, dismissed = PRIORS[standing]
    begins = f"Your reports begin with the weight of somebody who is right {upheld} times out of {upheld + dismissed}"
    sentences = [f"{begins}; what became of your own counts more and more."]
    if standing == Standing.TRUSTED and settings.TRUSTED_REPORTS_HOLD:
        sentences.append(
            "Your report of spam or malware holds a newcomer's project until a moderator has looked."
        )
    return sentences
