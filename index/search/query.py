"""What a person asks for, read from a page's address. Nothing in it can be wrong; too much of it is left out."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.search.words import words

MAX_CHARACTERS = 200
MAX_WORDS = 8
MAX_CLASSIFIERS = 10
NEWEST_FIRST = "-created"


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    words: tuple[str, ...]
    classifiers: tuple[str, ...]
    newest_first: bool

    @property
    def names(self) -> set[str]:
        """The normalized names that the words may be: `Tide Tables` is `tide-tables` or `tidetables`."""
        return {"-".join(self.words), "".join(self.words)}

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.classifiers)


def parse(text: str = "", classifiers: Iterable[str] = (), order: str = "") -> Query:
    text = _clean(text)
    return Query(
        text=text,
        words=tuple(dict.fromkeys(words(text)))[:MAX_WORDS],
        classifiers=tuple(dict.fromkeys(filter(None, map(_clean, classifiers))))[:MAX_CLASSIFIERS],
        newest_first=order == NEWEST_FIRST,
    )


def _clean(text: str) -> str:
    """Without what no database or page can hold: NUL and halves of characters."""
    return text.replace("\0", "").encode(errors="ignore").decode().strip()[:MAX_CHARACTERS].strip()
