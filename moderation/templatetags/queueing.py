"""Cards of the queue: links that narrow it, and who has a card in hand."""

from datetime import datetime

from django import template
from django.urls import reverse

from accounts.models import User
from moderation.queue import reading
from moderation.queue.filters import Chosen
from moderation.queue.reading import Card

register = template.Library()


@register.simple_tag
def narrowed(chosen: Chosen, kind: str, value: str) -> str:
    """The address of the queue, in this mode, with this trait beside those chosen already."""
    return f"{reverse('moderation_queue')}?{chosen.narrowed(kind, value).query()}"


@register.simple_tag
def claimed_by_other(card: Card, moderator: User, now: datetime) -> str:
    return reading.holder_in_words(card, moderator=moderator, now=now)


@register.filter
def percent(part: float) -> str:
    return f"{part:.0%}"
