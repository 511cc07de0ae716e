"""Texts from a grammar: `{word}` stands for one of the word's alternatives, chosen by chance."""

import re
from collections.abc import Mapping, Sequence
from random import Random

Grammar = Mapping[str, Sequence[str]]

_SYMBOL = re.compile(r"\{(\w+)\}")


def expand(text: str, grammar: Grammar, chance: Random) -> str:
    """`text` with every symbol replaced, those in the replacements too.

    :raises KeyError: for a symbol that `grammar` does not have.
    """
    while match := _SYMBOL.search(text):
        text = text[: match.start()] + chance.choice(grammar[match[1]]) + text[match.end() :]
    return text
