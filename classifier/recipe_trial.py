"""Trials of the recipe: how good its model is without having seen a trade, after some labels, and under attack."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import vstack

from classifier import features, starting_recipe
from classifier.attacks import ATTACKS, all_attacked
from classifier.documents import Document
from classifier.evaluation import Report, line_at, measure, recall_at
from classifier.model import Model, fit_rows_on_prior
from classifier.starting_recipe import Examples

LABELS: Final = (0, 20, 50, 100, 200)
_LOCAL_SPAM: Final = 20  # labels given of each attack before it is asked about again
_COVER_CHARS: Final = 300

Floats = NDArray[np.float64]
Folds = list[tuple[NDArray[np.bool_], Model]]


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it. `labels`: for each count of labels recall at 1 % and at 0.1 %, and accused honest at 0.5.

    `attacks`: for each attack recall at the line of 1 %, before and after local labels of it. `said`, `is_spam`: (n,)
    the answers on the records as found.
    """

    report: Report
    disguises: dict[str, dict[str, Any]]
    labels: dict[int, dict[str, float]]
    attacks: dict[str, dict[str, float]]
    said: NDArray[np.float64]
    is_spam: NDArray[np.bool_]

    def as_dict(self) -> dict[str, Any]:
        return {
            **self.report.as_dict(),
            "by_disguise": self.disguises,
            "by_labels": self.labels,
            "by_attack": self.attacks,
        }

    def as_table(self) -> str:
        lines = [self.report.as_table(), "", f"{'disguise':22}  said spam  above 1 %"]
        lines += [
            f"{kind:22}  {row['said_spam']:9.3f}  {row['above_1_percent_line']:9.3f}"
            for kind, row in sorted(self.disguises.items())
        ]
        lines += ["", f"{'labels':22}  recall at 1 %  at 0.1 %  honest accused"]
        lines += [
            f"{count:<22}  {row['recall_at_1_percent']:13.3f}  {row['recall_at_01_percent']:8.3f}"
            f"  {row['false_positive_rate']:14.3f}"
            for count, row in self.labels.items()
        ]
        lines += ["", f"{'attack':22}  recall at 1 %  after labels"]
        lines += [
            f"{name:22}  {row['before']:13.3f}  {row['after']:12.3f}" for name, row in self.attacks.items()
        ]
        return "\n".join(lines)


def run(raw: bytes) -> Trial:
    """Try the recipe on labelled records (UTF-8, one JSON object a line), each trade by a model without it.

    :raises ValueError: naming the field of a record that holds no usable value.
    """
    examples = starting_recipe.read(raw)
    folds: Folds = list(starting_recipe.unseen_models(examples))
    said = starting_recipe.answers_unseen(examples, folds)
    found = examples.is_found
    report = measure(said[found], list(examples.is_spam[found]), list(examples.campaigns[found]))
    honest_line = line_at(said[found & ~examples.is_spam], 0.01)
    return Trial(
        report=report,
        disguises=starting_recipe.report_unseen(examples, said)["by_disguise"],
        labels=label_curve(examples, folds),
        attacks=attack_table(examples, folds, honest_line),
        said=said[found],
        is_spam=examples.is_spam[found],
    )


def label_curve(examples: Examples, folds: Folds) -> dict[int, dict[str, float]]:
    """Quality on records not labelled, after so many labels of records of the same fold, which the prior never saw."""
    curve = {}
    for count in LABELS:
        answers, truths = [], []
        for asked, prior in folds:
            labelled, rest = _drawn(np.flatnonzero(asked & examples.is_found), count)
            model = (
                fit_rows_on_prior(prior, examples.rows[labelled], examples.is_spam[labelled])
                if len(labelled)
                else prior
            )
            # Asked of the same records whatever the count, so that the points compare.
            answers.append(model.probabilities_of_rows(examples.rows[rest]))
            truths.append(examples.is_spam[rest])
        said, spam = np.concatenate(answers), np.concatenate(truths)
        curve[count] = {
            "recall_at_1_percent": recall_at(said, spam, 0.01),
            "recall_at_01_percent": recall_at(said, spam, 0.001),
            "false_positive_rate": float((said[~spam] >= 0.5).mean()),  # noqa: PLR2004
        }
    return curve


def _drawn(places: NDArray[np.int_], count: int) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """The first `count` places in an order of chance, and those that no count draws: the last third or more."""
    shuffled = np.array(random.Random(0).sample(places.tolist(), len(places)))  # noqa: S311 - repeatable
    kept = min(LABELS[-1], len(shuffled) * 2 // 3)
    return shuffled[: min(count, kept)], shuffled[kept:]


def attack_table(examples: Examples, folds: Folds, line: float) -> dict[str, dict[str, float]]:
    """For each attack the part above `line`: by models that never saw the trade, and after labels of the attack.

    Honest labels come with those of spam. After them the line is drawn anew, on the honest records of all folds that
    no model has learned from: those of one fold are too few to tell what one in a hundred is.
    """
    table = {}
    for name in ATTACKS:
        found = [answers for fold in folds if (answers := _under_attack(examples, name, *fold))]
        if found:
            before, after, honest = (np.concatenate(parts) for parts in zip(*found, strict=True))
            table[name] = {
                "before": float((before > line).mean()),
                "after": float((after > line_at(honest, 0.01)).mean()),
            }
    return table


def _under_attack(
    examples: Examples, name: str, asked: NDArray[np.bool_], prior: Model
) -> tuple[Floats, Floats, Floats] | None:
    """Of one fold: what is said of attacks before and after labels, and after them of honest records.

    None where there are too few to learn from some and ask about others.
    """
    spam, honest = _sides(examples, asked)
    covers = [document for document in honest if len(document.description) >= _COVER_CHARS]
    unlabelled = np.flatnonzero(asked & examples.is_found & ~examples.is_spam)[_LOCAL_SPAM:]
    if not (spam[_LOCAL_SPAM:] and covers and len(unlabelled)):
        return None
    rows = features.matrix(all_attacked(name, spam, covers, seed=_seed(name)))
    local = fit_rows_on_prior(prior, *_local(examples, asked, rows))
    rest = rows[_LOCAL_SPAM:]
    return (
        prior.probabilities_of_rows(rest),
        local.probabilities_of_rows(rest),
        local.probabilities_of_rows(examples.rows[unlabelled]),
    )


def _sides(examples: Examples, asked: NDArray[np.bool_]) -> tuple[list[Document], list[Document]]:
    places = np.flatnonzero(asked & examples.is_found)
    # Shuffled, so that labels are of all trades of the fold.
    order = random.Random(0).sample(places.tolist(), len(places))  # noqa: S311 - repeatable
    spam = [examples.documents[i] for i in order if examples.is_spam[i]]
    return spam, [examples.documents[i] for i in order if not examples.is_spam[i]]


def _local(examples: Examples, asked: NDArray[np.bool_], rows: Any) -> tuple[Any, Sequence[bool]]:
    honest = np.flatnonzero(asked & examples.is_found & ~examples.is_spam)[:_LOCAL_SPAM]
    learned = rows[:_LOCAL_SPAM]
    truth = [True] * learned.shape[0] + [False] * len(honest)
    return vstack([learned, examples.rows[honest]]).tocsr(), truth


def _seed(name: str) -> int:
    return hashlib.sha256(name.encode()).digest()[0]
