"""Contrast: the part of a description that fits least with the rest of it.

Advertising behind the README of an honest project is rarely one paragraph, and the words of its own paragraphs agree
with each other, so that no single one seems strange. So whole runs of passages, above all the beginning and the end
of a description, are held against what is left. Found in time linear in the words.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from classifier import vocabulary
from classifier.passages import Passage, content

_COMPARABLE: Final = 20  # as many words must be left to compare with
_FEWEST: Final = 4
_ENOUGH: Final = 20  # words at which a part says half of what a long one does
_SOFTWARE: Final = 8  # one word of software in so many is what a text about software has


@dataclass(frozen=True, slots=True)
class Part:
    """Neighbouring passages. `oddness`: how little of software and of the rest is in them, 0..1."""

    passages: Sequence[Passage]
    oddness: float

    @property
    def quote(self) -> str:
        return "\n".join(passage.quote for passage in self.passages)

    @property
    def words(self) -> list[str]:
        return [word for passage in self.passages for word in passage.words]

    @property
    def presses(self) -> float:
        return min(1.0, 3 * vocabulary.pressing_share(self.words))


NOTHING: Final = Part((), 0.0)


def oddest_part(passages: Sequence[Passage]) -> Part:
    """The part of these passages (of one description, in order) with the highest oddness; `NOTHING` where all fit."""
    pieces = [_Piece(passage) for passage in passages]
    total = Counter(word for piece in pieces for word in piece.content)
    best, places = max(
        ((oddness, places) for run in _runs(pieces) for oddness, places in _growing(run, pieces, total)),
        key=lambda found: found[0],
        default=(0.0, ()),
    )
    if not best:
        return NOTHING
    return Part([passages[i] for i in sorted(places)], best)


class _Piece:
    """What is counted of a passage."""

    def __init__(self, passage: Passage) -> None:
        self.content = content(passage.words)
        self.count = len(passage.words)
        self.software = vocabulary.software_share(passage.words) * self.count
        self.has_code = passage.has_code

    @property
    def is_of_software(self) -> bool:
        return self.has_code or self.software * _SOFTWARE > self.count


def _runs(pieces: Sequence[_Piece]) -> Iterator[Sequence[int]]:
    """Orders in which parts grow: from the beginning, from the end, and wherever software is left behind."""
    whole = range(len(pieces))
    yield whole
    yield whole[::-1]
    start = 0
    for i in whole:
        if pieces[i].is_of_software:
            if 0 < start < i:
                yield range(start, i)
            start = i + 1


def _growing(
    run: Sequence[int], pieces: Sequence[_Piece], total: Counter[str]
) -> Iterator[tuple[float, Sequence[int]]]:
    """The oddness of the first passage of `run`, of the first two, and so on, with their places."""
    seen: Counter[str] = Counter()
    alone = count = code = 0
    software = 0.0
    for taken, place in enumerate(run, start=1):
        piece = pieces[place]
        seen.update(piece.content)
        alone += sum(seen[word] == total[word] for word in piece.content)
        count, software, code = count + piece.count, software + piece.software, code + piece.has_code
        if len(total) - alone < _COMPARABLE:
            return
        if count >= _FEWEST and seen:
            lacking = (1 - min(1.0, _SOFTWARE * software / count)) * (1 - code / taken)
            yield alone / len(seen) * lacking * count / (count + _ENOUGH), run[:taken]
