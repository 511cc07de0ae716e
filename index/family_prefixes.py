"""Which prefixes may stand for a family: pure. A general one would let anybody speak for everybody."""

from functools import cache

from trove_classifiers import sorted_classifiers

from index.classifiers import SEPARATOR
from index.distributions import names

SHORTEST = 4
LONGEST = 50


class NotAPrefix(Exception):  # noqa: N818 - named after what happened
    """The message is one sentence."""


def normalize(text: str) -> str:
    """`Acme`, `acme-` and `acme-*` as `acme-`.

    :raises NotAPrefix: for what is none, or stands for too much.
    """
    stem = text.strip().removesuffix("*").rstrip("-_.")
    if not names.is_valid(stem):
        raise NotAPrefix("A prefix is made of letters, digits and hyphens, such as acme-.")
    stem = names.normalize(stem)
    if len(stem) < SHORTEST:
        raise NotAPrefix(f"A prefix of under {SHORTEST} characters stands for too much; choose a longer one.")
    if len(stem) > LONGEST:
        raise NotAPrefix(
            f"A prefix of over {LONGEST} characters leaves no room for names; choose a shorter one."
        )
    if stem in _general_words() or names.is_standard_library(stem):
        raise NotAPrefix(
            f"{stem}- is no family's own: it stands for what many people make; choose another one."
        )
    return f"{stem}-"


@cache
def _general_words() -> frozenset[str]:
    """What classifiers call languages, frameworks, topics: the words that many unrelated projects begin with."""
    parts = {part for classifier in sorted_classifiers for part in classifier.split(SEPARATOR)}
    words = {word for part in parts for word in (part, *part.split(), *part.split("/"))}
    return frozenset(names.normalize(word) for word in words if names.is_valid(word)) | {"pypi", "package"}
