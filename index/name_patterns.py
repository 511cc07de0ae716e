"""Patterns of project names: `*` stands for any characters or none, everything else for itself. Pure.

A pattern is spelt as a name is (PEP 503): lower case, runs of `-_.` as one `-`; it is compared with normalized names.
"""

import re

from index.distributions import names
from index.distributions.invalid import quoted

LONGEST = 100  # as a name may be
FEWEST_CHARACTERS = 3  # letters and digits; `*a*` would close half of the index

_WRITTEN = re.compile(r"[A-Za-z0-9._*-]+", re.ASCII)
_SEPARATORS = re.compile(r"[-_.]+")
_STARS = re.compile(r"\*+")


class NotAPattern(Exception):  # noqa: N818 - named after what happened
    """It is neither a name nor a pattern of names; the message is one sentence."""


def is_pattern(text: str) -> bool:
    return "*" in text


def normalize(text: str) -> str:
    """The one spelling of a name or a pattern.

    :raises NotAPattern: where no name could ever fit it, or nearly every name does.
    """
    if not is_pattern(text):
        if not names.is_valid(text) or len(text) > LONGEST:
            raise NotAPattern(
                f"{quoted(text)} is no name: use ASCII letters, digits and -_., up to {LONGEST}."
            )
        return names.normalize(text)
    if not _WRITTEN.fullmatch(text) or len(text) > LONGEST:
        raise NotAPattern(
            f"{quoted(text)} is no pattern: use ASCII letters, digits, -_. and *, up to {LONGEST} characters."
        )
    pattern = _STARS.sub("*", _SEPARATORS.sub("-", text.lower()))
    if pattern.startswith("-") or pattern.endswith("-"):
        raise NotAPattern(f"{quoted(text)} fits no name: names begin and end with a letter or digit.")
    if sum(character.isalnum() for character in pattern) < FEWEST_CHARACTERS:
        raise NotAPattern(
            f"{quoted(text)} fits nearly every name: give {FEWEST_CHARACTERS} letters or digits at least."
        )
    return pattern


def matches(pattern: str, name: str) -> bool:
    """Whether the whole of a normalized name fits a normalized pattern.

    In time linear in the name's length: each part between two stars is taken where it is found first, from the left, so
    what comes after has the most room and no choice is ever taken back. A regular expression with many `.*` may try all
    ways to cut the name.
    """
    first, *middle, last = parts(pattern)
    if len(name) < len(first) + len(last) or not name.startswith(first) or not name.endswith(last):
        return False
    position, end = len(first), len(name) - len(last)
    for part in middle:
        found = name.find(part, position, end)
        if found < 0:
            return False
        position = found + len(part)
    return True


def parts(pattern: str) -> list[str]:
    """What stands before, between and after the stars."""
    return pattern.split("*")
