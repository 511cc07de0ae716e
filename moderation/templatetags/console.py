"""What pages show of the console."""

from django import template
from django.conf import settings

from moderation import permissions
from moderation.audit import words
from moderation.effects import EFFECTS

register = template.Library()
register.filter("sentence", words.sentence)
register.filter("changes", words.changes)
register.filter("hours", lambda seconds: round(seconds / 3600))
register.filter("may_moderate", permissions.may_moderate)
register.filter("may_administer", permissions.may_administer)


@register.simple_tag
def appeal_goal_hours() -> int:
    """Within how many hours who asks for a review is to have an answer."""
    return settings.APPEAL_GOAL_HOURS


@register.inclusion_tag("moderation/switches.html")
def switches() -> dict[str, object]:
    """Each switch with what it blocks and what it leaves alone."""
    return {"switches": [(id_.label, effect) for id_, effect in EFFECTS.items()]}
