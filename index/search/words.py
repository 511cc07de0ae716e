"""Words as both databases index and ask them: letters and digits alone, so nothing in them is an operator."""

import re
import unicodedata
from collections.abc import Iterator
from hashlib import blake2b

MAX_WORD_CHARACTERS = 40

_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"https?://\S+")
_CAMEL_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def words(text: str) -> list[str]:
    """The words of `text` in their order, without case and accents; addresses are no words."""
    return [word[:MAX_WORD_CHARACTERS] for word in _WORD.findall(_folded(_ADDRESS.sub(" ", text)))]


def words_of_name(name: str) -> list[str]:
    """The words of a project name, those that only capitals part included: `PyTideTables` has `tide`."""
    return list(dict.fromkeys(words(name) + words(_CAMEL_CASE.sub(" ", name))))


def classifier_keys(classifier: str) -> Iterator[int]:
    """A number for the classifier and for each above it, so that `Framework` finds `Framework :: Django`."""
    parts = classifier.split(" :: ")
    return (classifier_key(" :: ".join(parts[: depth + 1])) for depth in range(len(parts)))


def classifier_key(classifier: str) -> int:
    """Positive, in 63 bits: what both databases hold as an integer."""
    return int.from_bytes(blake2b(classifier.encode(), digest_size=8).digest()) >> 1


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in decomposed if unicodedata.category(mark) != "Mn")
