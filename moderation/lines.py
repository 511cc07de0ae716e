"""The lines that a score is compared with; the operator draws them, a score alone decides nothing more."""

from django.conf import settings


def is_suspicious(spam_probability: float) -> bool:
    """Whether a project stays unlisted until a person has looked."""
    return settings.LIST_BELOW is None or spam_probability >= settings.LIST_BELOW


def is_to_be_held(spam_probability: float) -> bool:
    """Whether a newcomer's release is kept back until a person has looked. Off unless the operator says so."""
    return settings.HOLD_ABOVE is not None and spam_probability >= settings.HOLD_ABOVE


def is_to_be_reviewed(spam_probability: float) -> bool:
    """Whether a score alone is reason enough to ask a person: below the line for listing, or what is unlisted."""
    above_line = settings.REVIEW_ABOVE is not None and spam_probability >= settings.REVIEW_ABOVE
    return above_line or is_suspicious(spam_probability)
