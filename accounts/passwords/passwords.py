"""Which passwords are good enough, and advice for those that are not."""

from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.passwords import breaches

LONGEST_PASSWORD = 128  # hashing and guessing take time by length
SCORED_CHARACTERS = 72  # zxcvbn refuses more; what begins with so much of a good one is a good one
GOOD_SCORE = 3  # of 4: more than 10**8 guesses


class LongestPasswordValidator:
    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) > LONGEST_PASSWORD:
            raise ValidationError(
                f"This password is longer than {LONGEST_PASSWORD} characters; use a shorter one.",
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return f"At most {LONGEST_PASSWORD} characters."


class StrengthValidator:
    """zxcvbn's estimate: how many guesses somebody needs who knows words, names, dates and this person."""

    def validate(self, password: str, user: User | None = None) -> None:
        from zxcvbn import zxcvbn  # lists of words that most processes never need

        if len(password) > LONGEST_PASSWORD:
            return
        found = zxcvbn(password[:SCORED_CHARACTERS], user_inputs=list(_words_of(user)))
        if found["score"] < GOOD_SCORE:
            raise ValidationError(_advice(found["feedback"]), code="password_too_weak")

    def get_help_text(self) -> str:
        return "Three or four words that do not belong together are hard to guess and easy to keep in mind."


class BreachedPasswordValidator:
    """Passwords that are in the lists of those who try stolen ones."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) <= LONGEST_PASSWORD and breaches.is_known(password):
            raise ValidationError(
                "This password is in lists of stolen passwords, which are tried first; choose another one.",
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return "No password that was stolen elsewhere."


def _words_of(user: User | None) -> Iterator[str]:
    yield settings.SITE_NAME
    if user is not None:
        yield from filter(None, [user.username, user.email, *user.email.split("@")])


def _advice(feedback: dict) -> str:
    sentences = [feedback["warning"], *feedback["suggestions"]]
    said = " ".join(
        sentence if sentence.endswith(".") else f"{sentence}." for sentence in sentences if sentence
    )
    return f"This password is easy to guess. {said or 'Add another word or two; uncommon words are better.'}"
