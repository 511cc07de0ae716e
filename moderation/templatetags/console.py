"""What pages show of the console."""

from django import template

from moderation import audit_words, permissions
from moderation.effects import EFFECTS

register = template.Library()
register.filter("sentence", audit_words.sentence)
register.filter("changes", audit_words.changes)
register.filter("may_moderate", permissions.may_moderate)
register.filter("may_administer", permissions.may_administer)


@register.inclusion_tag("moderation/switches.html")
def switches() -> dict[str, object]:
    """Each switch with what it blocks and what it leaves alone."""
    return {"switches": [(id_.label, effect) for id_, effect in EFFECTS.items()]}
