"""How the starting model is made of labelled records, and how it is measured on trades it has not seen."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from classifier import features
from classifier.documents import Document
from classifier.evaluation import line_at, measure
from classifier.hardening import variants
from classifier.model import Model, fit_rows

FOLDS: Final = 6
# A disguise counts for less than its example: it was made, not found. What hides behind most honest words needs a bit
# more, or no weight of its facts outweighs theirs.
_VARIANT_WEIGHT: Final = 0.1
_HIDDEN_WEIGHT: Final = 0.15
_HIDDEN: Final = ("behind a README", "within a README")
# Campaigns of one trade share their words, even their sentences: who has seen one has seen the others.
_TRADES: Final = {
    "form-bitcoin-per-day": "money",
    "form-money-other": "money",
    "form-money-robot": "money",
    "form-loan": "money",
    "form-casino-en-2018-19": "casino",
    "form-casino-en-2020-21": "casino",
    "form-essay-erudite": "essays",
    "form-essay-other": "essays",
    "gh-essay-2022-23": "essays",
    "form-pharma-ed": "pharmacy",
    "form-pharma-other": "pharmacy",
    "form-cbd": "pharmacy",
    "gh-movies-123-2023": "films",
    "pypi-watch-movies-2020-21": "films",
    "pypi-phone-2018": "support numbers",
    "qb-phone-2015": "support numbers",
    "robux-generator-2022-24": "generators",
}
_GENERATORS: Final = (
    "pypi-"  # the other campaigns found on the public index all promise coins, codes and followers
)


@dataclass(frozen=True)
class Examples:
    """Records and their disguises as training sees them: (n, N_FEATURES) features, and n of everything else.

    `documents`: what the features are of.
    `groups`: the trade, for an honest project its own name. `kinds`: "" for a record as found, else how it was
    disguised. `folds`: 0..FOLDS-1; a group is in one fold, and a disguise mixes examples of one fold only.
    """

    documents: Sequence[Document]
    rows: csr_matrix
    is_spam: NDArray[np.bool_]
    groups: NDArray[np.str_]
    campaigns: NDArray[np.str_]
    kinds: NDArray[np.str_]
    folds: NDArray[np.int_]

    @property
    def is_found(self) -> NDArray[np.bool_]:
        return self.kinds == ""

    @property
    def weights(self) -> NDArray[np.float64]:
        made = np.where(np.isin(self.kinds, _HIDDEN), _HIDDEN_WEIGHT, _VARIANT_WEIGHT)
        return np.where(self.is_found, 1.0, made)

    def at(self, places: NDArray[np.bool_]) -> "Examples":
        return Examples(
            documents=[self.documents[int(i)] for i in np.flatnonzero(places)],
            rows=self.rows[places],
            is_spam=self.is_spam[places],
            groups=self.groups[places],
            campaigns=self.campaigns[places],
            kinds=self.kinds[places],
            folds=self.folds[places],
        )


def read(raw: bytes) -> Examples:
    """Labelled records (UTF-8, one JSON object a line), and their disguises.

    :raises ValueError: naming the field of a record that holds no usable value.
    """
    records = [json.loads(line) for line in raw.splitlines() if line.strip()]
    documents = [_as_found(record) for record in records]
    is_spam = [record["label"] == "spam" for record in records]
    campaigns = [str(record["campaign"]) for record in records]
    groups = [
        _group(document, campaign, spam)
        for document, campaign, spam in zip(documents, campaigns, is_spam, strict=True)
    ]
    folds = _folds(groups, is_spam)
    kinds = [""] * len(records)
    origins = list(range(len(records)))
    made: list[Document] = []
    for fold in range(FOLDS):
        members = [i for i in range(len(records)) if folds[i] == fold]
        for variant in variants([documents[i] for i in members], [is_spam[i] for i in members], seed=fold):
            made.append(variant.document)
            kinds.append(variant.kind)
            origins.append(members[variant.origin])
    seen = [*documents, *made]
    return Examples(
        documents=seen,
        rows=features.matrix(seen),
        is_spam=np.array(is_spam)[origins],
        groups=np.array(groups)[origins],
        campaigns=np.array(campaigns)[origins],
        kinds=np.array(kinds),
        folds=np.array(folds)[origins],
    )


def train(examples: Examples) -> Model:
    """Fit on all of them; calibration holds out whole groups."""
    return fit_rows(examples.rows, examples.is_spam, groups=list(examples.groups), weights=examples.weights)


def unseen_models(examples: Examples) -> Iterator[tuple[NDArray[np.bool_], Model]]:
    """For each fold: where its examples are, and a model that saw none of them, nor any other of their trades."""
    for fold in range(FOLDS):
        asked = examples.folds == fold
        yield asked, train(examples.at(~asked))


def answers_unseen(
    examples: Examples, models: Iterable[tuple[NDArray[np.bool_], Model]]
) -> NDArray[np.float64]:
    """(n,) float64: the probability of each example by the model that saw nothing of its trade."""
    said = np.empty(len(examples.is_spam))
    for asked, model in models:
        said[asked] = model.probabilities_of_rows(examples.rows[asked])
    return said


def measure_unseen(examples: Examples) -> dict[str, Any]:
    """Figures of models that saw nothing of the trade they are asked about: as found, by campaign, by disguise."""
    return report_unseen(examples, answers_unseen(examples, unseen_models(examples)))


def report_unseen(examples: Examples, said: NDArray[np.float64]) -> dict[str, Any]:
    """The figures of these answers, as `card.json` keeps them."""
    found = examples.is_found
    report = measure(said[found], list(examples.is_spam[found]), list(examples.campaigns[found])).as_dict()
    return report | {"by_disguise": _by_disguise(examples, said)}


def _by_disguise(examples: Examples, said: NDArray[np.float64]) -> dict[str, dict[str, Any]]:
    """Part of each kind that is above 0.5, and above the line that accuses 1 % of the honest projects as found."""
    line = line_at(said[examples.is_found & ~examples.is_spam], 0.01)
    answers = {kind: said[examples.kinds == kind] for kind in np.unique(examples.kinds) if kind}
    return {
        str(kind): {
            "is_spam": bool(examples.is_spam[examples.kinds == kind][0]),
            "said_spam": float((values >= 0.5).mean()),  # noqa: PLR2004
            "above_1_percent_line": float((values > line).mean()),
        }
        for kind, values in answers.items()
    }


def _as_found(record: Mapping[str, Any]) -> Document:
    """The record without what was borrowed: for most spam these fields came from honest projects, and teach nothing."""
    document = Document.from_record(record)
    return replace(
        document, version="", keywords="", classifiers=(), requires_dist=(), description_content_type=""
    )


def _group(document: Document, campaign: str, is_spam: bool) -> str:
    if not is_spam:
        return f"honest {document.name}"
    return _TRADES.get(campaign, "generators" if campaign.startswith(_GENERATORS) else campaign)


def _folds(groups: Sequence[str], is_spam: Sequence[bool]) -> list[int]:
    """A fold for each record: trades from the largest on into the emptiest fold, honest projects by digest."""
    sizes = Counter(group for group, spam in zip(groups, is_spam, strict=True) if spam)
    loads = [0] * FOLDS
    chosen: dict[str, int] = {}
    for group, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        chosen[group] = loads.index(min(loads))
        loads[chosen[group]] += size
    return [
        chosen[group] if group in chosen else hashlib.sha256(group.encode()).digest()[0] % FOLDS
        for group in groups
    ]
