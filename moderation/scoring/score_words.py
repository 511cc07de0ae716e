"""How scores read: a calibrated probability as a person would say it."""

SURE, LIKELY, UNSURE = 0.95, 0.75, 0.4


def in_words(spam_probability: float) -> str:
    if spam_probability >= SURE:
        return "surely spam"
    if spam_probability >= LIKELY:
        return "likely spam"
    if spam_probability >= UNSURE:
        return "unsure"
    return "likely honest"


def tone(spam_probability: float) -> str:
    """The tone word that goes with it (docs/design.md)."""
    if spam_probability >= LIKELY:
        return "bad"
    return "warn" if spam_probability >= UNSURE else "good"
