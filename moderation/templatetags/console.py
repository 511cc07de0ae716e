"""What pages show of the console."""

from django import template

from moderation.effects import EFFECTS

register = template.Library()


@register.inclusion_tag("moderation/switches.html")
def switches() -> dict[str, object]:
    """Each switch with what it blocks and what it leaves alone."""
    return {"switches": [(id_.label, effect) for id_, effect in EFFECTS.items()]}
