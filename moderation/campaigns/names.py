"""The grammar of names: what names that one hand or one script made have in common. Pure."""

import re
from itertools import pairwise
from typing import Final

_RUNS: Final = re.compile(r"[a-z]+|[0-9]+")
_MOST_PARTS: Final = 6
_MOST_PAIRS: Final = 3
_SHORTEST_WORD: Final = 3


def pattern_of(normalized_name: str) -> str:
    """Letters as `a`, figures as `9`, each run with its length where the name is one word: `a-a-9`, `a6-94`.

    Of several words the lengths say little; of one, they are what a script that makes names up leaves behind.
    """
    parts = normalized_name.split("-")[:_MOST_PARTS]
    if len(parts) == 1:
        return ".".join(f"{_sort(run)}{len(run)}" for run in _RUNS.findall(parts[0]))
    return "-".join("".join(_sort(run) for run in _RUNS.findall(part)) for part in parts)


def word_pairs(normalized_name: str) -> list[str]:
    """Two words that follow each other, the first few; figures are no words."""
    words = [word for word in re.split(r"[-0-9]+", normalized_name) if len(word) >= _SHORTEST_WORD]
    return [" ".join(pair) for pair in pairwise(words)][:_MOST_PAIRS]


def _sort(run: str) -> str:
    return "9" if run.isdigit() else "a"
