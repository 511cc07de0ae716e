"""How scores read in the console."""

from django import template

from moderation.scoring import score_words

register = template.Library()
register.filter("in_words", score_words.in_words)
register.filter("tone", score_words.tone)


@register.filter
def for_spam(reasons: list[dict]) -> list[dict]:
    return [reason for reason in reasons if reason["weight"] > 0]


@register.filter
def against_spam(reasons: list[dict]) -> list[dict]:
    return [reason for reason in reasons if reason["weight"] <= 0]
