"""What templates ask about the second factor."""

from django import template

from accounts.logging_in import second_factor

register = template.Library()


@register.simple_tag
def keys_work_here() -> bool:
    return second_factor.keys_work_here()
