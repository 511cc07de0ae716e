"""What every check of a distribution raises, and how it quotes what a stranger wrote."""

_QUOTED_CHARACTERS = 80
_SENTENCE_CHARACTERS = 200


class InvalidDistribution(ValueError):  # noqa: N818 - named after what happened
    """One sentence, for the uploader: what is wrong, with what, and what to do next. One line of ASCII."""


def malformed(problem: str) -> InvalidDistribution:
    """The error for what no build tool in good order writes."""
    return InvalidDistribution(f"{problem}; build the file again with a current build tool.")


def quoted(value: str | bytes) -> str:
    """`value` between quotes, shortened, in printable ASCII."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return ascii(_cut(text, _QUOTED_CHARACTERS))


def shortened(sentence: str) -> str:
    """`sentence` as a line of printable ASCII: HTTP reasons hold no more, terminals obey the rest."""
    text = _cut(sentence, _SENTENCE_CHARACTERS)
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in text)


def _cut(text: str, characters: int) -> str:
    return text if len(text) <= characters else f"{text[:characters]}..."
