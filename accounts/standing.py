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


def next_standing(facts: Facts) -> Standing | None:
    """What the account could rise to; None at the top, and where an admin has decided."""
    if facts.granted:
        return None
    above = {Standing.NEWCOMER: Standing.ESTABLISHED, Standing.ESTABLISHED: Standing.TRUSTED}
    return above.get(standing_of(facts))


def steps(facts: Facts) -> list[str]:
    """What would raise the standing to the next, one sentence each; nothing where there is no next."""
    if facts.granted == Standing.NEWCOMER:
        return ["An admin decided this, so only an admin can change it: ask the people who run this index."]
    if next_standing(facts) is None:
        return []
    if facts.spam_verdicts:
        return [
            "A project of yours was judged spam, and nothing else counts while it is; ask for a review if it is wrong."
        ]
    if standing_of(facts) == Standing.ESTABLISHED:
        return _steps_to_trusted(facts)
    return _steps_to_established(facts)


def _steps_to_established(facts: Facts) -> list[str]:
    missing = []
    if not facts.has_verified_address:
        missing.append(
            "Verify an email address: follow the link in the mail that we sent, or have it sent again."
        )
    if facts.age_days < ESTABLISHED_AFTER_DAYS:
        missing.append(_wait(ESTABLISHED_AFTER_DAYS - facts.age_days))
    if not facts.honest_verdicts:
        missing.append(
            "Have a project that a moderator has looked at and found honest. Moderators look at what the model is "
            "unsure of; there is nothing to apply for."
        )
    return missing


def _steps_to_trusted(facts: Facts) -> list[str]:
    missing = []
    if facts.age_days < TRUSTED_AFTER_DAYS:
        missing.append(_wait(TRUSTED_AFTER_DAYS - facts.age_days))
    if not facts.has_second_factor:
        missing.append("Set up a second factor.")
    if (lacking := TRUSTED_AFTER_HONEST_VERDICTS - facts.honest_verdicts) > 0:
        missing.append(f"Have {lacking} more project{'s' * (lacking > 1)} that a moderator has found honest.")
    return missing


def _wait(days: int) -> str:
    return f"Wait {days} day{'s' * (days > 1)}: the account is young."
