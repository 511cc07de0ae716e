"""Trials: a recipe beside the model in force, on labels that neither has seen. Pure.

A split by chance is too kind: copies of one text would stand on both sides. So one trial asks about the newest labels
by fits on older ones, as life will, and one about each campaign by fits without it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import log_loss
from sklearn.model_selection import GroupKFold

from classifier.model import Model, fit_rows_on_prior
from classifier.training_set import TrainingSet

LINE: Final = 0.5  # where mistakes are counted
HONEST_COSTS: Final = 10.0  # to accuse one honest upload is as bad as to miss so much spam
MARGIN: Final = 0.01  # a cost per label that is within chance is forgiven up to here
_FOLDS: Final = 5
_PARTS: Final = 3  # the newest third, asked about in three steps
_MANY: Final = 3000  # from so many labels on, one part of five is asked about once: a fit takes its time
_DRAWS: Final = 500
_INTERVAL: Final = (5, 95)  # percentiles

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Split = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Measured:
    """How a model did on labels that it had not seen, at LINE; rates are None without such labels."""

    labels: int
    recall: float | None
    precision: float | None
    false_positives: int
    false_negatives: int
    log_loss: float


@dataclass(frozen=True, slots=True)
class Trial:
    """`difference` is what the new one costs more a label, with its 90 % interval from `low` to `high`.

    An honest label accused costs HONEST_COSTS, spam missed 1; drawn anew by campaigns, so that one wave is one chance.
    """

    new: Measured
    old: Measured
    difference: float
    low: float
    high: float

    @property
    def is_not_worse(self) -> bool:
        return self.difference <= 0 or (self.low <= 0 and self.difference <= MARGIN)


def by_time(labels: TrainingSet, prior: Model, in_force: Model, unseen: Bools) -> Trial:
    """On the newest labels, each asked about by a fit on those given before."""
    return _trial(labels, _time_splits(labels), prior, in_force, unseen)


def by_campaign(labels: TrainingSet, prior: Model, in_force: Model, unseen: Bools) -> Trial:
    """On all labels, each asked about by a fit without its campaign."""
    return _trial(labels, _campaign_splits(labels), prior, in_force, unseen)


def _time_splits(labels: TrainingSet) -> Iterator[Split]:
    order = np.lexsort((labels.ids, labels.times))
    if len(order) > _MANY:
        cut = len(order) * 4 // 5
        yield order[:cut], order[cut:]
        return
    start = len(order) * 2 // 3
    for part in np.array_split(np.arange(start, len(order)), _PARTS):
        if len(part):
            yield order[: part[0]], order[part]


def _campaign_splits(labels: TrainingSet) -> Iterator[Split]:
    folds = min(_FOLDS, len(np.unique(labels.campaigns)))
    if folds < 2:  # noqa: PLR2004 - one campaign: all that can be asked is the prior
        yield np.zeros(0, np.int64), np.arange(len(labels))
        return
    splits = GroupKFold(n_splits=folds, shuffle=True, random_state=0).split(
        labels.ids, groups=labels.campaigns
    )
    for number, (learn, ask) in enumerate(splits):
        if number == 0 or len(labels) <= _MANY:
            yield learn, ask


def _trial(
    labels: TrainingSet, splits: Iterator[Split], prior: Model, in_force: Model, unseen: Bools
) -> Trial:
    places: list[NDArray[np.int64]] = []
    said: list[Floats] = []
    for learn, ask in splits:
        # The model in force knows the labels it has seen: to ask it about those would be no trial.
        asked = ask[(unseen[ask] if unseen[ask].any() else np.ones(len(ask), bool)) & labels.is_own[ask]]
        model = _fitted(labels, learn, prior)
        places.append(asked)
        said.append(model.probabilities_of_rows(labels.rows[asked]))
    asked, new = np.concatenate(places), np.concatenate(said)
    old = in_force.probabilities_of_rows(labels.rows[asked])
    truth = labels.is_spam[asked]
    worse = labels.weights[asked] * (_costs(new, truth) - _costs(old, truth))
    low, high = _interval(worse, labels.campaigns[asked])
    return Trial(_measured(new, truth), _measured(old, truth), _mean(worse), low, high)


def _fitted(labels: TrainingSet, places: NDArray[np.int64], prior: Model) -> Model:
    """The recipe on some labels. Of one kind alone it would learn nothing but that kind: there the prior answers."""
    is_spam = labels.is_spam[places]
    if is_spam.all() or not is_spam.any():
        return prior
    return fit_rows_on_prior(prior, labels.rows[places], is_spam, weights=labels.weights[places])


def _costs(said: Floats, truth: Bools) -> Floats:
    accused = said >= LINE
    return np.where(truth, ~accused, HONEST_COSTS * accused)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def _interval(values: Floats, campaigns: NDArray[np.int64]) -> tuple[float, float]:
    """Of the mean, by drawing campaigns with replacement (a cluster bootstrap)."""
    if not len(values):
        return 0.0, 0.0
    _, which = np.unique(campaigns, return_inverse=True)
    sums, sizes = np.bincount(which, values), np.bincount(which)
    chance = np.random.default_rng(0)
    means = []
    for _ in range(_DRAWS):
        drawn = chance.integers(len(sums), size=len(sums))
        means.append(sums[drawn].sum() / sizes[drawn].sum())
    low, high = np.percentile(means, _INTERVAL)
    return float(low), float(high)


def _measured(said: Floats, truth: Bools) -> Measured:
    accused = said >= LINE
    caught = int((accused & truth).sum())
    return Measured(
        labels=len(truth),
        recall=caught / int(truth.sum()) if truth.any() else None,
        precision=caught / int(accused.sum()) if accused.any() else None,
        false_positives=int((accused & ~truth).sum()),
        false_negatives=int((~accused & truth).sum()),
        log_loss=float(log_loss(truth, said, labels=[False, True])) if len(truth) else 0.0,
    )
