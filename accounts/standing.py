"""Standing: what an account has earned, computed from facts by one pure function."""

from dataclasses import dataclass
from enum import StrEnum

ESTABLISHED_AFTER_DAYS = 30
TRUSTED_AFTER_DAYS = 365
TRUSTED_AFTER_HONEST_VERDICTS = 3


class Standing(StrEnum):
    NEWCOMER = "newcomer"
    ESTABLISHED = "established"
    TRUSTED = "trusted"


@dataclass(frozen=True, slots=True)
class Facts:
    """What standing is computed from."""

    age_days: int
    has_verified_address: bool
    has_second_factor: bool
    honest_verdicts: int
    spam_verdicts: int
    granted: Standing | None = None


def standing_of(facts: Facts) -> Standing:
    """The standing that `facts` earn. A person's grant wins; a report alone never lowers it, a verdict does."""
    if facts.granted:
        return facts.granted
    if not facts.has_verified_address or facts.spam_verdicts:
        return Standing.NEWCOMER
    if (
        facts.age_days >= TRUSTED_AFTER_DAYS
        and facts.has_second_factor
        and facts.honest_verdicts >= TRUSTED_AFTER_HONEST_VERDICTS
    ):
        return Standing.TRUSTED
    if facts.age_days >= ESTABLISHED_AFTER_DAYS and facts.honest_verdicts:
        return Standing.ESTABLISHED
    return Standing.NEWCOMER


def reasons(facts: Facts) -> list[str]:
    """What the standing stands on, one sentence each."""
    if facts.granted == Standing.NEWCOMER:
        return ["An admin withholds more than this, whatever the facts earn."]
    if facts.granted:
        return ["Granted by an admin, whatever the facts earn."]
    age = f"The account is {facts.age_days} days old"
    honest = f"{facts.honest_verdicts} of its projects were judged honest"
    return [
        f"{age}; established from {ESTABLISHED_AFTER_DAYS}, trusted from {TRUSTED_AFTER_DAYS}.",
        f"{honest}; established from one, trusted from {TRUSTED_AFTER_HONEST_VERDICTS}.",
        f"{facts.spam_verdicts} were judged spam; one is enough to stay a newcomer.",
        "It has a verified address." if facts.has_verified_address else "It has no verified address.",
        "It has a second factor." if facts.has_second_factor else "It has no second factor.",
    ]
