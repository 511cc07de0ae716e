"""Passages: the pieces of a document that are judged each alone, so that none can hide behind the rest.

A sum over a whole document lets a long honest README outweigh one line of advertising. So summary and every paragraph
are also measured alone, and beside the rest; the worst of them is a fact of the document (`classifier.facts`).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal

from classifier import text, vocabulary
from classifier.links import Link, parse

Kind = Literal["summary", "passage"]

MAX_PASSAGES: Final = 80  # of the description: its first and its last ones, where an advertisement is put
MAX_ADDRESSES: Final = 20
_WORDS: Final = 45  # a longer paragraph is cut
_FEWEST: Final = 3  # a shorter one is judged with the next
_ENOUGH: Final = 8  # words at which a passage says half of what a long one does
_COMPARABLE: Final = 20  # other words that a document must hold to say what is strange in it
_CONTENT_LENGTH: Final = 4
CODE_LINE: Final = re.compile(
    r"^(?: {4,}|\t|>>> |\.\.\. |\$ |# ?pip |pip3? install |(?:from|import|def|class|async def|return|with) \w"
    r"|```|~~~|\.\. [\w-]+::)|::$|^\w[\w.]* ?= ?\S|^\w[\w.]*\([^)]{0,80}\)$"
)
# A line that only gives an address to a name used above (Markdown, reStructuredText).
_DEFINITION: Final = re.compile(r"^ {0,3}(?:\[[^\]\n]{1,200}\]: |\.\. _[^:\n]{1,200}: ).*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Passage:
    """`quote`: what stands there, as written; `words` folded; `links`: the addresses in it.

    `strangeness`: part of its words that the rest of the document lacks, 0 where there is too little to compare.
    """

    kind: Kind
    quote: str
    words: list[str]
    links: list[Link]
    strangeness: float

    @property
    def lacks_software(self) -> float:
        """1 without a word of software, 0 where every fourth word is one."""
        return 1 - min(1.0, 4 * vocabulary.software_share(self.words))

    @property
    def presses(self) -> float:
        """How far it presses a reader and speaks of no software; 1 where every third word does."""
        return min(1.0, 3 * vocabulary.pressing_share(self.words)) * self.lacks_software

    @property
    def weight(self) -> float:
        return len(self.words) / (len(self.words) + _ENOUGH)

    @property
    def has_code(self) -> bool:
        return any(CODE_LINE.search(line) for line in self.quote.splitlines())

    @property
    def leads_away(self) -> bool:
        return any(not link.is_development for link in self.links)


def pressing(words: list[str]) -> float:
    """As `Passage.presses`, of words alone: a name, or the words of an address."""
    return min(1.0, 3 * vocabulary.pressing_share(words)) * (
        1 - min(1.0, 4 * vocabulary.software_share(words))
    )


def content(words: list[str]) -> set[str]:
    """Words that say what a text is about: no short ones (mostly grammar), and only beginnings (no endings).

    A short word keeps its ending within a beginning, and the commonest of all is the s of a plural.
    """
    return {word[:6].rstrip("s") for word in words if len(word) >= _CONTENT_LENGTH}


def passages(summary: str, description: str, other_words: list[str]) -> list[Passage]:
    """Summary and paragraphs, as written, each with what the others and `other_words` (folded) make of it."""
    pieces = _pieces_of(summary, description)
    words = [text.words(text.prose(text.fold(piece))) for _, piece in pieces]
    contents = [content(said) for said in words]
    frequency = Counter(chain(content(other_words), *contents))
    return [
        Passage(kind, piece, said, _links(piece), _strangeness(own, frequency))
        for (kind, piece), said, own in zip(pieces, words, contents, strict=True)
    ]


def worst(found: Iterable[Passage], measure: Callable[[Passage], float]) -> tuple[float, str]:
    """The highest measure of these passages, and what stands there; 0 and "" where there is none."""
    best = max(((measure(passage), passage.quote) for passage in found), default=(0.0, ""))
    return best if best[0] else (0.0, "")


def _links(piece: str) -> list[Link]:
    return [link for url in text.urls_in(piece)[:MAX_ADDRESSES] if (link := parse(url))]


def _strangeness(own: set[str], frequency: Counter[str]) -> float:
    alone = sum(frequency[word] == 1 for word in own)
    return alone / len(own) if own and len(frequency) - alone >= _COMPARABLE else 0.0


def _pieces_of(summary: str, description: str) -> list[tuple[Kind, str]]:
    pieces = list(_cut(description))
    if len(pieces) > MAX_PASSAGES:
        pieces = pieces[: MAX_PASSAGES // 2] + pieces[-MAX_PASSAGES // 2 :]
    first: list[tuple[Kind, str]] = [("summary", summary)] if summary.strip() else []
    return first + [("passage", piece) for piece in pieces]


def _cut(description: str) -> Iterator[str]:
    """Paragraphs of the description, as written; those with too few words with the next, long ones in pieces."""
    pending = ""
    for paragraph in text.paragraphs(_DEFINITION.sub("", description)):
        piece = f"{pending}\n{paragraph}" if pending else paragraph
        if len(piece.split()) < _FEWEST and not text.urls_in(piece):
            pending = piece
            continue
        pending = ""
        yield from _pieces(piece)
    if pending:
        yield pending


def _pieces(paragraph: str) -> Iterator[str]:
    if len(paragraph.split()) <= _WORDS * 1.5:
        yield paragraph
        return
    piece: list[str] = []
    count = 0
    for line in chain.from_iterable(_sentences(line) for line in paragraph.splitlines()):
        piece.append(line)
        count += len(line.split())
        if count >= _WORDS:
            yield "\n".join(piece)
            piece, count = [], 0
    if piece:
        yield "\n".join(piece)


def _sentences(line: str) -> Iterable[str]:
    if len(line.split()) <= _WORDS:
        return [line]
    words = line.split()
    return [" ".join(words[start : start + _WORDS]) for start in range(0, len(words), _WORDS)]
