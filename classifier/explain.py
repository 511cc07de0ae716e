"""Reasons: which words, addresses and facts of a document moved its score, and how far.

The model is linear, so its log-odds are a sum over features. Here that sum is only regrouped: a pair of words counts
half for each, a run of characters for the words that hold it, the parts of an address for its site. All reasons
together with the model's offset are the log-odds again.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from classifier import features, text
from classifier.documents import Document
from classifier.facts import FACTS, Fact
from classifier.features import Evidence
from classifier.model import Model
from classifier.reading import Reading

_SENTENCES: Final = {fact.key: fact for fact in FACTS}
_PHRASE_WORDS: Final = 6
_QUOTE_CHARS: Final = 80
_WHERE: Final = {
    "name": "in the name",
    "summary": "in the summary",
    "description": "in the description",
    "keywords": "in the keywords",
}
_FIELDS: Final = tuple(_WHERE)


@dataclass(frozen=True, slots=True)
class Reason:
    """`text`: in words. `weight`: contribution to the log-odds, positive for spam. `field`: where to look."""

    text: str
    weight: float
    field: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def reasons(model: Model, document: Document, limit: int | None = 5) -> list[Reason]:
    """What speaks for spam and what against, at most `limit` of each, strongest first; all of it where limit is None."""
    found = sorted(_all_reasons(model, document), key=lambda reason: (-abs(reason.weight), reason.text))
    accusing = [reason for reason in found if reason.weight > 0][:limit]
    excusing = [reason for reason in found if reason.weight < 0][:limit]
    return sorted(accusing + excusing, key=lambda reason: -abs(reason.weight))


def _all_reasons(model: Model, document: Document) -> Iterator[Reason]:
    reading = Reading(document)
    words = _words_by_field(reading)
    holders = _Holders(words)
    by_word: defaultdict[tuple[str, str], float] = defaultdict(float)
    by_site: defaultdict[str, float] = defaultdict(float)
    sites = _sites_by_part(reading)
    for item in features.evidence(document):
        weight = item.value * float(model.weights[item.column])
        if not weight:  # most n-grams: nothing was learned of them
            continue
        if item.block == "fact":
            fact = _SENTENCES[item.token]
            yield Reason(_sentence(fact, reading), weight, fact.field)
        elif item.block in ("address", "link"):
            for site in sites[item.token]:
                by_site[site] += weight / len(sites[item.token])
        else:
            for place in (places := holders.of(item)):
                by_word[place] += weight / len(places)
    for site, weight in by_site.items():
        yield Reason(f"addresses at {site}", weight, "links")
    yield from _phrases(words, by_word)


def _sentence(fact: Fact, reading: Reading) -> str:
    """The fact in words, with the beginning of the text that it is about."""
    quote = " ".join(fact.quote(reading).split())
    if not quote:
        return fact.sentence
    shown = quote if len(quote) <= _QUOTE_CHARS else f"{quote[:_QUOTE_CHARS].rstrip()}…"
    return f"{fact.sentence}: “{shown}”"


def _words_by_field(reading: Reading) -> dict[str, list[str]]:
    lists = (reading.name_words, reading.summary_words, reading.description_words, reading.keyword_words)
    return dict(zip(_FIELDS, lists, strict=True))


class _Holders:
    """Which words of which field hold an n-gram."""

    def __init__(self, words: Mapping[str, list[str]]) -> None:
        # Dicts for sets that keep their order: the same document has the same reasons to the last digit.
        self._fields = {field: dict.fromkeys(found) for field, found in words.items()}
        self._by_gram: dict[str, dict[tuple[str, str], None]] = {}
        for field, found in self._fields.items():
            for word in found:
                for gram in text.char_ngrams([word]):
                    self._by_gram.setdefault(gram, {})[field, word] = None

    def of(self, item: Evidence) -> list[tuple[str, str]]:
        """(field, word) of all words that share the n-gram's weight."""
        fields = [item.block] if item.block in self._fields else list(self._fields)
        if item.token.startswith("#"):
            holding_words = self._by_gram.get(item.token.removeprefix("#"), {})
            return [place for place in holding_words if place[0] in fields]
        parts = item.token.split(" ")
        holding = [field for field in fields if all(part in self._fields[field] for part in parts)]
        return [(field, part) for field in holding for part in parts]


def _sites_by_part(reading: Reading) -> dict[str, list[str]]:
    sites: defaultdict[str, set[str]] = defaultdict(set)
    for link in reading.project_links + reading.text_links:
        for part in features.address_parts(link):
            sites[part].add(link.site)
    return {part: sorted(found) for part, found in sites.items()}


def _phrases(words: Mapping[str, list[str]], weights: Mapping[tuple[str, str], float]) -> Iterator[Reason]:
    """Words that follow each other and speak for the same side become one phrase; each word counts once a field."""
    for field, found in words.items():
        told: set[str] = set()
        phrase: list[str] = []
        for word in found:
            weight = weights.get((field, word), 0.0)
            is_new = word not in told and weight != 0.0
            if phrase and (
                not is_new or len(phrase) == _PHRASE_WORDS or weight * weights[field, phrase[0]] < 0
            ):
                yield _phrase(field, phrase, weights)
                phrase = []
            if is_new:
                told.add(word)
                phrase.append(word)
        if phrase:
            yield _phrase(field, phrase, weights)


def _phrase(field: str, phrase: list[str], weights: Mapping[tuple[str, str], float]) -> Reason:
    weight = sum(weights[field, word] for word in phrase)
    noun = "words" if len(phrase) > 1 else "word"
    return Reason(f"{noun} “{' '.join(phrase)}” {_WHERE[field]}", weight, field)
