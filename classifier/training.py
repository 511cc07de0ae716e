"""Learning from verdicts: a new version from the starting model and the labels, in force only if not worse."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from classifier import registry
from classifier.documents import Document
from classifier.models import Label, TrainedModel

if TYPE_CHECKING:
    import numpy as np

    from classifier.model import Model

FOLDS = 5
LINE = 0.5  # where precision and recall are measured


class NothingToLearn(Exception):  # noqa: N818 - named after what happened
    """There is no label that the model in force has not seen."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How a model did on labels that it had not seen. `recall` and `precision` at LINE; None without such labels."""

    labels: int
    recall: float | None
    precision: float | None
    false_positives: int
    false_negatives: int
    log_loss: float


def retrain(*, now: datetime) -> TrainedModel:
    """Fit a new version on all labels, measure it beside the one in force, and activate it if it is not worse.

    Both are measured on the labels given since the one in force was trained: it has not seen them,
    and the new recipe is asked about each of them by a fit without it (cross-validation by project).

    :raises NothingToLearn: if there is no such label.
    """
    from classifier.model import dumps, fit_on_prior

    in_force, current_model = registry.current()
    labels = list(Label.objects.in_force().order_by("id"))
    unseen = [label.pk > in_force.newest_label_id for label in labels]
    if not any(unseen):
        raise NothingToLearn
    documents = [Document.from_json(label.document) for label in labels]
    is_spam = [label.is_spam for label in labels]
    prior_row = registry.starting_row()
    prior = registry.load(prior_row)

    by_new = _out_of_fold(prior, documents, is_spam, [label.project_name for label in labels])
    by_old = current_model.probabilities(documents)
    new, old = _measure(by_new, is_spam, unseen), _measure(by_old, is_spam, unseen)
    sha256 = registry.keep(dumps(fit_on_prior(prior, documents, is_spam)))
    row = TrainedModel.objects.create(
        version=f"trained-{now:%Y%m%d-%H%M%S}-{sha256[:8]}",
        sha256=sha256,
        prior=prior_row,
        spam_labels=sum(is_spam),
        honest_labels=len(is_spam) - sum(is_spam),
        newest_label_id=labels[-1].pk,
        metrics={"line": LINE, "new": asdict(new), "old": asdict(old), "old_version": in_force.version},
        created_at=now,
    )
    if is_not_worse(new, old):
        registry.activate(row, now=now)
    return row


def is_not_worse(new: Measured, old: Measured) -> bool:
    """No more honest uploads accused and no more spam missed than by the model in force."""
    return new.false_positives <= old.false_positives and new.false_negatives <= old.false_negatives


def _out_of_fold(
    prior: "Model", documents: list[Document], is_spam: list[bool], projects: list[str]
) -> "np.ndarray":
    """(n,) float64: for each document the probability by a fit on other projects' labels only."""
    import numpy as np
    from sklearn.model_selection import GroupKFold

    from classifier.model import fit_on_prior

    folds = min(FOLDS, len(set(projects)))
    if folds < 2:  # noqa: PLR2004 - one project: all that can be asked is the prior
        return prior.probabilities(documents)
    probabilities = np.empty(len(documents))
    for learn, ask in GroupKFold(n_splits=folds).split(documents, groups=projects):
        model = fit_on_prior(prior, [documents[i] for i in learn], [is_spam[i] for i in learn])
        probabilities[ask] = model.probabilities([documents[i] for i in ask])
    return probabilities


def _measure(probabilities: "np.ndarray", is_spam: list[bool], asked: list[bool]) -> Measured:
    import numpy as np
    from sklearn.metrics import log_loss

    said = np.asarray(probabilities)[np.asarray(asked)]
    truth = np.asarray(is_spam)[np.asarray(asked)]
    accused = said >= LINE
    caught = int((accused & truth).sum())
    return Measured(
        labels=len(truth),
        recall=caught / int(truth.sum()) if truth.any() else None,
        precision=caught / int(accused.sum()) if accused.any() else None,
        false_positives=int((accused & ~truth).sum()),
        false_negatives=int((~accused & truth).sum()),
        log_loss=float(log_loss(truth, said, labels=[False, True])),
    )
