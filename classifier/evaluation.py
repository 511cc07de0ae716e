"""How good a model is: on documents it has not seen, by campaign, and above all how seldom it accuses honest ones."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from classifier.documents import Document
from classifier.model import Model, fit

LINE: Final = 0.5
_BINS: Final = 10
_DRAWS: Final = 1000


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of one evaluation; None where the documents do not tell (no spam, or nothing honest).

    `recall_at_1_percent`, `recall_at_01_percent`: part of spam caught by the line that accuses at most 1 % (0.1 %) of
    the honest documents. `precision`, `recall`, `false_positive_rate`: at probability 0.5. `brier`: mean squared error
    of the probability; `calibration_error`: mean distance of said and true frequency over ten bins. `by_group`: for
    each group its documents and the part of them said to be spam at 0.5.
    """

    spam: int
    honest: int
    roc_auc: float | None
    average_precision: float | None
    recall_at_1_percent: float | None
    recall_at_01_percent: float | None
    precision: float | None
    recall: float | None
    false_positive_rate: float | None
    brier: float
    calibration_error: float
    by_group: dict[str, tuple[int, float, float | None]]
    intervals: dict[str, tuple[float, float]]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def as_table(self) -> str:
        """The figures as lines of text, each with its interval where it has one, groups last."""
        figures = [
            (name.replace("_", " "), _figure(value), _interval(self.intervals.get(name)))
            for name, value in asdict(self).items()
            if name not in {"by_group", "intervals"}
        ]
        width = max(len(name) for name in [*(figure[0] for figure in figures), *self.by_group])
        lines = [f"{name:{width}}  {value:>6}  {interval}".rstrip() for name, value, interval in figures]
        lines += ["", f"{'group':{width}}  documents  said spam  above 1 %"]
        lines += [
            f"{name:{width}}  {count:9}  {_figure(share):>9}  {_figure(above):>9}"
            for name, (count, share, above) in sorted(self.by_group.items())
        ]
        return "\n".join(lines)


def evaluate(
    model: Model, documents: Sequence[Document], is_spam: Sequence[bool], groups: Sequence[str]
) -> Report:
    """What `model` says of `documents`, against the truth. `groups`: campaign or kind, one a document.

    :raises ValueError: if there are no documents.
    """
    if not documents:
        raise ValueError("documents: there is none to measure on")
    return measure(model.probabilities(documents), is_spam, groups)


def measure(
    probabilities: Sequence[float] | NDArray[Any], is_spam: Sequence[bool], groups: Sequence[str]
) -> Report:
    """The report on answers already given: probabilities (n,), truths (n,) and groups (n,)."""
    said, spam = np.asarray(probabilities, np.float64), np.asarray(is_spam, bool)
    accused = said >= LINE
    mixed = bool(spam.any() and not spam.all())
    return Report(
        spam=int(spam.sum()),
        honest=int((~spam).sum()),
        roc_auc=float(roc_auc_score(spam, said)) if mixed else None,
        average_precision=float(average_precision_score(spam, said)) if mixed else None,
        recall_at_1_percent=recall_at(said, spam, 0.01) if mixed else None,
        recall_at_01_percent=recall_at(said, spam, 0.001) if mixed else None,
        precision=float(spam[accused].mean()) if accused.any() else None,
        recall=float(accused[spam].mean()) if spam.any() else None,
        false_positive_rate=float(accused[~spam].mean()) if not spam.all() else None,
        brier=float(brier_score_loss(spam, said)),
        calibration_error=_calibration_error(said, spam),
        by_group=_by_group(said, line_at(said[~spam], 0.01) if mixed else None, groups),
        intervals=_intervals(said, spam) if mixed else {},
    )


def cross_validate_by_campaign(
    documents: Sequence[Document],
    is_spam: Sequence[bool],
    campaigns: Sequence[str],
    folds: int = 5,
    *,
    train: Callable[[list[int]], Model] | None = None,
) -> NDArray[np.float64]:
    """(n,) float64: for each document the probability by a model that saw nothing of its campaign.

    :param train: makes a model of the documents at these places; by default `fit` on them.
    """
    codes = np.unique(np.asarray(campaigns), return_inverse=True)[1]
    said = np.empty(len(documents))
    for learn, ask in StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=0).split(
        codes, is_spam, codes
    ):
        places = [int(i) for i in learn]
        model = train(places) if train else _trained(documents, is_spam, campaigns, places)
        said[ask] = model.probabilities([documents[i] for i in ask])
    return said


def _trained(
    documents: Sequence[Document], is_spam: Sequence[bool], groups: Sequence[str], places: list[int]
) -> Model:
    return fit(
        [documents[i] for i in places], [is_spam[i] for i in places], groups=[groups[i] for i in places]
    )


def line_at(honest: NDArray[np.float64], rate: float) -> float:
    """The lowest line that accuses at most this part of the honest answers (those above it are accused)."""
    return float(np.sort(honest)[::-1][int(rate * len(honest))])


def recall_at(said: NDArray[np.float64], spam: NDArray[np.bool_], rate: float) -> float:
    return float((said[spam] > line_at(said[~spam], rate)).mean())


def wilson(part: int, whole: int) -> tuple[float, float]:
    """95 % interval of a proportion."""
    share, z = part / whole, 1.96
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    reach = z / (1 + z * z / whole) * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return max(0.0, min(share, middle - reach)), min(1.0, max(share, middle + reach))


def _intervals(said: NDArray[np.float64], spam: NDArray[np.bool_]) -> dict[str, tuple[float, float]]:
    chance = np.random.default_rng(0)
    bad, honest = said[spam], said[~spam]
    drawn: dict[str, list[float]] = {"recall_at_1_percent": [], "recall_at_01_percent": []}
    for _ in range(_DRAWS):
        again, others = chance.choice(bad, len(bad)), chance.choice(honest, len(honest))
        for name, rate in (("recall_at_1_percent", 0.01), ("recall_at_01_percent", 0.001)):
            drawn[name].append(float((again > line_at(others, rate)).mean()))
    found = {
        name: (float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975)))
        for name, values in drawn.items()
    }
    found["recall"] = wilson(int((bad >= LINE).sum()), len(bad))
    found["false_positive_rate"] = wilson(int((honest >= LINE).sum()), len(honest))
    return found


def _calibration_error(said: NDArray[np.float64], spam: NDArray[np.bool_]) -> float:
    bins = np.minimum((said * _BINS).astype(int), _BINS - 1)
    errors = [abs(float(said[bins == i].sum() - spam[bins == i].sum())) for i in np.unique(bins)]
    return sum(errors) / len(said)


def _by_group(
    said: NDArray[np.float64], line: float | None, groups: Sequence[str]
) -> dict[str, tuple[int, float, float | None]]:
    names = np.asarray(groups)
    found: dict[str, tuple[int, float, float | None]] = {}
    for name in np.unique(names):
        answers = said[names == name]
        above = None if line is None else float((answers > line).mean())
        found[str(name)] = (len(answers), float((answers >= LINE).mean()), above)
    return found


def _interval(ends: tuple[float, float] | None) -> str:
    return f"{ends[0]:.3f} to {ends[1]:.3f}" if ends else ""


def _figure(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"
