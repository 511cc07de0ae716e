"""How scores read in the console."""

from django import template

register = template.Library()

SURE, LIKELY, UNSURE = 0.95, 0.75, 0.4


@register.filter
def in_words(spam_probability: float) -> str:
    """A calibrated probability as a person would say it."""
    if spam_probability >= SURE:
        return "surely spam"
    if spam_probability >= LIKELY:
        return "likely spam"
    if spam_probability >= UNSURE:
        return "unsure"
    return "likely honest"


@register.filter
def tone(spam_probability: float) -> str:
    """The tone word that goes with it (docs/design.md)."""
    if spam_probability >= LIKELY:
        return "bad"
    return "warn" if spam_probability >= UNSURE else "good"


@register.filter
def for_spam(reasons: list[dict]) -> list[dict]:
    return [reason for reason in reasons if reason["weight"] > 0]


@register.filter
def against_spam(reasons: list[dict]) -> list[dict]:
    return [reason for reason in reasons if reason["weight"] <= 0]
