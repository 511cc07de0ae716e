"""The model: one weight a feature. probability = sigmoid(x·w + b), so what speaks for a score can be named exactly.

It is fitted in two ways: from examples alone (the starting model), and from a prior model and verdicts (every later
one). Only workers import this module: scikit-learn takes its seconds to load.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from classifier import features
from classifier.artefact import ModelUnusable, pack, unpack
from classifier.documents import Document

__all__ = ["Model", "ModelUnusable", "dumps", "fit", "fit_on_prior", "loads"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_FOLDS: Final = 5
# How much of what is scored is spam. Examples are collected, so their own proportion says nothing; and to accuse an
# honest project is the worse mistake, so this is less than a half.
_SPAM_SHARE: Final = 0.25
# Precision (1/variance) of the weights around zero when there is no prior. A document's features have a length
# of about 2, so one unit lets a handful of examples settle what they alone hold, and no more.
_PRECISION: Final = 1.0
# Precision of the weights around a prior's. Of n-grams it is the same unit: some ten verdicts on a new kind of wave
# outvote the prior on that wave's own wording. Facts and the offset are in every document: they were learned from
# all examples and hold for all documents, so that one wave must not move them for everybody.
_NGRAM_PRECISION: Final = 1.0
_FACT_PRECISION: Final = 10.0
_OFFSET_PRECISION: Final = 30.0


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model over the columns of `classifier.features`. `feature_spec`: which columns those are."""

    estimator: LogisticRegression
    feature_spec: str = features.SPEC

    @property
    def weights(self) -> NDArray[np.float32]:
        """(N_FEATURES,) in log-odds per unit of the feature."""
        return self.estimator.coef_[0]

    @property
    def offset(self) -> float:
        return float(self.estimator.intercept_[0])

    def log_odds(self, documents: Sequence[Document]) -> Floats:
        """(n,) float64: x·w + b. Zero means as likely spam as not."""
        return _log_odds(features.matrix(documents), self)

    def probabilities(self, documents: Sequence[Document]) -> Floats:
        """(n,) float64, 0..1: how likely each document is spam, where one in four is."""
        return expit(self.log_odds(documents))

    def probabilities_of_rows(self, x: csr_matrix) -> Floats:
        """As `probabilities`, of features already computed: x (n, N_FEATURES)."""
        return expit(_log_odds(x, self))


def fit(
    documents: Sequence[Document],
    is_spam: Sequence[bool],
    *,
    groups: Sequence[str] | None = None,
    weights: Sequence[float] | None = None,
    seed: int = 0,
) -> Model:
    """A model of `documents` alone: logistic regression, calibrated for one spam in four.

    :param groups: what belongs together (a campaign); calibration asks about a group by fits without it.
    :param weights: (n,) how much each document counts; 1 where not given.
    :raises ValueError: if there is only one class.
    """
    return fit_rows(features.matrix(documents), is_spam, groups=groups, weights=weights, seed=seed)


def fit_rows(
    x: csr_matrix,
    is_spam: Sequence[bool] | Bools,
    *,
    groups: Sequence[str] | None = None,
    weights: Sequence[float] | Floats | None = None,
    seed: int = 0,
) -> Model:
    """As `fit`, of features already computed: x (n, N_FEATURES)."""
    y = np.asarray(is_spam, bool)
    if y.all() or not y.any():
        raise ValueError("is_spam: documents of both kinds are needed")
    shares = _balanced(y, weights)
    estimator = _fitted(x, y, shares, seed)
    names = [str(i) for i in range(len(y))] if groups is None else groups
    slope, shift = _calibration(x, y, shares, names, seed)
    # Slope and shift become part of the weights: the calibrated model is still linear.
    return _model(slope * estimator.coef_[0], slope * float(estimator.intercept_[0]) + shift)


def fit_on_prior(
    prior: Model,
    documents: Sequence[Document],
    is_spam: Sequence[bool],
    *,
    weights: Sequence[float] | None = None,
) -> Model:
    """`prior`, moved as far as the labels demand: the most probable weights under a Gaussian prior around its own.

    Minimises the log-loss of x·(w+d) + b + c, summed over labels, plus half of precision times d², c². As a sum it
    grows with the labels while the penalty stays, so the more labels, the more they weigh. Only columns that occur
    can move: the cost is linear in the labels. Without labels the answer is the prior.
    """
    return (
        fit_rows_on_prior(prior, features.matrix(documents), is_spam, weights=weights) if documents else prior
    )


def fit_rows_on_prior(
    prior: Model,
    x: csr_matrix,
    is_spam: Sequence[bool] | Bools,
    *,
    weights: Sequence[float] | Floats | None = None,
) -> Model:
    """As `fit_on_prior`, of features already computed: x (n, N_FEATURES), n of one or more."""
    y = np.asarray(is_spam, bool)
    counts = np.ones(len(y)) if weights is None else np.asarray(weights, np.float64)
    columns = np.unique(x.indices)
    precision = np.where(columns < features.N_FACTS, _FACT_PRECISION, _NGRAM_PRECISION)
    moved = _most_probable(
        x[:, columns].astype(np.float64),
        y,
        counts,
        _log_odds(x, prior),
        np.append(precision, _OFFSET_PRECISION),
    )
    coefficients = prior.weights.astype(np.float64)
    coefficients[columns] += moved[:-1]
    return _model(coefficients, prior.offset + float(moved[-1]))


def dumps(model: Model) -> bytes:
    """`model` as a file: a skops archive, never a pickle; the same model gives the same bytes."""
    return pack({"estimator": model.estimator, "feature_spec": model.feature_spec})


def loads(artefact: bytes, *, sha256: str | None = None) -> Model:
    """The model that `dumps` wrote.

    :param sha256: its digest in hex, compared before a byte is interpreted.
    :raises ModelUnusable: if the digest differs, or if it is no model of these features.
    """
    stored = unpack(artefact, sha256=sha256)
    spec, estimator = stored.get("feature_spec"), stored.get("estimator")
    if spec != features.SPEC:
        raise ModelUnusable(
            f"The model was trained for features {spec!r:.20}, this code has {features.SPEC!r}."
        )
    if not _is_sound(estimator):
        raise ModelUnusable("The model file does not hold one finite weight for each feature.")
    return Model(estimator, spec)


def _is_sound(estimator: Any) -> bool:
    if not isinstance(estimator, LogisticRegression):
        return False
    found = (getattr(estimator, name, None) for name in ("coef_", "intercept_"))
    shapes = ((1, features.N_FEATURES), (1,))
    return all(
        isinstance(array, np.ndarray)
        and array.dtype.kind == "f"
        and array.shape == shape
        and np.isfinite(array).all()
        for array, shape in zip(found, shapes, strict=True)
    )


def _model(weights: Floats, offset: float) -> Model:
    estimator = LogisticRegression()
    estimator.classes_ = np.array([False, True])
    estimator.coef_ = weights.astype(np.float32)[np.newaxis]
    estimator.intercept_ = np.array([offset])
    estimator.n_features_in_ = features.N_FEATURES
    return Model(estimator)


def _log_odds(x: csr_matrix, model: Model) -> Floats:
    return np.asarray(x.astype(np.float64) @ model.weights.astype(np.float64) + model.offset)


def _balanced(y: Bools, weights: Sequence[float] | Floats | None) -> Floats:
    """Weights under which spam counts for its assumed share, and all documents together for as many as there are."""
    counts = np.ones(len(y)) if weights is None else np.asarray(weights, np.float64)
    shares = np.where(y, _SPAM_SHARE / counts[y].sum(), (1 - _SPAM_SHARE) / counts[~y].sum())
    return counts * shares * counts.sum()


def _fitted(x: csr_matrix, y: Bools, shares: Floats, seed: int) -> LogisticRegression:
    estimator = LogisticRegression(
        C=1 / _PRECISION, solver="liblinear", tol=1e-4, max_iter=1000, random_state=seed
    )
    return estimator.fit(x, y, sample_weight=shares)


def _calibration(
    x: csr_matrix, y: Bools, shares: Floats, groups: Sequence[str], seed: int
) -> tuple[float, float]:
    """Slope and shift that make out-of-fold log-odds probabilities (Platt 1999); 1 and 0 for too few groups."""
    codes = np.unique(np.asarray(groups), return_inverse=True)[1]
    folds = min(_FOLDS, len(set(codes[y])), len(set(codes[~y])))
    if folds < 2:  # noqa: PLR2004 - nothing can be held out
        return 1.0, 0.0
    said = np.empty(len(y))
    splitter = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=seed)
    for learn, ask in splitter.split(x, y, codes):
        estimator = _fitted(x[learn], y[learn], shares[learn], seed)
        said[ask] = estimator.decision_function(x[ask])
    return _platt(said, y, shares)


def _platt(said: Floats, y: Bools, shares: Floats) -> tuple[float, float]:
    """The most likely slope and shift; the slope from 0.05 to 1, since no answer makes a model surer than it is."""
    signs = np.where(y, 1.0, -1.0)

    def loss(change: Floats) -> float:
        return float(shares @ np.logaddexp(0, -signs * (change[0] * said + change[1])))

    slope, shift = minimize(loss, [1.0, 0.0], method="L-BFGS-B", bounds=[(0.05, 1.0), (None, None)]).x
    return float(slope), float(shift)


def _most_probable(x: csr_matrix, y: Bools, counts: Floats, before: Floats, precision: Floats) -> Floats:
    """(n_columns + 1,) float64: the change of weights, and of the offset, with the smallest penalised log-loss."""
    signs = np.where(y, 1.0, -1.0)

    def loss(change: Floats) -> tuple[float, Floats]:
        margins = signs * (before + x @ change[:-1] + change[-1])
        pull = -signs * counts * expit(-margins)
        gradient = np.append(x.T @ pull, pull.sum()) + precision * change
        return float(counts @ np.logaddexp(0, -margins) + 0.5 * precision @ (change * change)), gradient

    start = np.zeros(x.shape[1] + 1)
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
