"""Documents as rows of figures: hashed n-grams by field, hashed parts of addresses, and facts.

Columns 0..N_FACTS-1 are facts, the others a hash space (Weinberger et al. 2009) for n-grams. An n-gram appears twice:
in the block of its field, and in the block "any", where it counts with its highest value over all fields and passages
(the shared copy of Daumé 2007): a word learned in descriptions is known in a summary, and a passage that differs from
the rest of a long README is not diluted by it. Every block has length 1 times its weight, so no field drowns another.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from math import log1p, sqrt
from typing import Final, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.utils import murmurhash3_32

from classifier import text
from classifier.documents import Document
from classifier.facts import FACTS
from classifier.links import Link
from classifier.reading import Reading

SPEC: Final = "4"  # raised with every change that gives a column another meaning
N_FACTS: Final = 96
HASHED: Final = 2**18
N_FEATURES: Final = N_FACTS + HASHED

_CHAR_NGRAM_WORDS: Final = 400  # of the description, about how many words are cut into character n-grams
_WEIGHTS: Final = {"name": 0.5, "summary": 1.0, "description": 1.0, "any": 1.0, "address": 1.0, "link": 0.5}
_FACT_COLUMNS: Final = {fact.key: column for column, fact in enumerate(FACTS)}


class Evidence(NamedTuple):
    """One figure of one document. `block`: a field, "any", "link" or "fact"; `token`: the n-gram, or the fact's key."""

    block: str
    token: str
    column: int
    value: float


def matrix(documents: Sequence[Document]) -> csr_matrix:
    """The features of `documents`: (n_documents, N_FEATURES) float32."""
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for document in documents:
        for block, tokens in _blocks(Reading(document)).items():
            columns += [_column(block, token) for token in tokens]
            values += tokens.values()
        ends.append(len(columns))
    parts = (np.asarray(values, np.float32), np.asarray(columns, np.int32), np.asarray(ends, np.int32))
    rows = csr_matrix(parts, shape=(len(documents), N_FEATURES), dtype=np.float32)
    rows.sum_duplicates()  # n-grams that share a column
    return rows


def evidence(document: Document) -> Iterator[Evidence]:
    """Every figure of one document that is not 0; figures of the same column add up."""
    for block, tokens in _blocks(Reading(document)).items():
        for token, value in tokens.items():
            yield Evidence(block, token, _column(block, token), value)


def _blocks(reading: Reading) -> dict[str, dict[str, float]]:
    name = _unit(Counter(_ngrams(reading.name_words)))
    summary = _unit(Counter(_ngrams(reading.summary_words)))
    keywords = _unit(Counter(_ngrams(reading.keyword_words)))
    passages = [_unit(Counter(grams)) for grams in _passage_ngrams(reading)]
    blocks = {
        "name": name,
        "summary": summary,
        "description": _unit(Counter(text.word_ngrams(reading.description_words))),
        "any": _unit(_maximum([name, summary, keywords, *passages])),
        "address": _unit(
            Counter(chain.from_iterable(map(address_parts, reading.project_links + reading.text_links)))
        ),
        "link": _unit(Counter(chain.from_iterable(map(address_parts, reading.project_links)))),
    }
    figures = {block: _scaled(tokens, _WEIGHTS[block]) for block, tokens in blocks.items()}
    return figures | {"fact": {fact.key: value for fact in FACTS if (value := fact.measure(reading))}}


def _ngrams(words: list[str]) -> Iterator[str]:
    yield from text.word_ngrams(words)
    for gram in text.char_ngrams(words):
        yield f"#{gram}"


def _passage_ngrams(reading: Reading) -> Iterator[Iterator[str]]:
    read = 0
    for words in reading.passage_words:
        yield _ngrams(words) if read < _CHAR_NGRAM_WORDS else text.word_ngrams(words)
        read += len(words)


def address_parts(link: Link) -> Iterator[str]:
    """What is hashed of an address: its site and zone, the words of its path, and character n-grams of all."""
    yield f"site {link.site}"
    yield f"zone {link.site.rsplit('.', 1)[-1]}"
    yield from link.words
    yield from (
        f"#{gram}" for gram in text.char_ngrams([*text.words(link.site.replace(".", " ")), *link.words])
    )


def _maximum(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    highest: dict[str, float] = {}
    for part in parts:
        for token, value in part.items():
            if value > highest.get(token, 0.0):
                highest[token] = value
    return highest


def _unit(counts: Mapping[str, float]) -> dict[str, float]:
    """Logarithm of each count (the tenth time says little more than the ninth), scaled to length 1."""
    damped = {token: log1p(count) for token, count in counts.items()}
    length = sqrt(sum(value * value for value in damped.values()))
    return {token: value / length for token, value in damped.items()} if length else {}


def _scaled(tokens: Mapping[str, float], weight: float) -> dict[str, float]:
    return {token: weight * value for token, value in tokens.items()}


def _column(block: str, token: str) -> int:
    if block == "fact":
        return _FACT_COLUMNS[token]
    return N_FACTS + murmurhash3_32(f"{block}\0{token}", positive=True) % HASHED
