"""Learning from verdicts: a new version from the starting model and the labels, in force only if it is not worse."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q

from classifier import registry
from classifier.models import Label, TrainedModel, Training
from classifier.training_lock import training_lock

if TYPE_CHECKING:
    from classifier.training_set import TrainingSet
    from classifier.trials import Trial

ACTOR = "training"
INTERRUPTED = "It was interrupted: its worker ended."


class NothingToLearn(Exception):  # noqa: N818 - named after what happened
    """No label was given or taken back since the newest version learned."""


def retrain(*, asked_by: str, now: datetime) -> TrainedModel:
    """Fit a new version on all labels, try it beside the one in force, and put it in force if it is not worse.

    It is tried on the newest labels and on campaigns that it has not seen, both times on labels that the one in
    force has not seen either (`classifier.trials`). What came of it is kept in a row of `Training`.

    :raises NothingToLearn: if there is nothing new.
    :raises AlreadyTraining: if another process trains.
    """
    with training_lock():
        # Whoever holds the lock is alone: what says that it runs was killed.
        _finish(Training.objects.filter(finished_at=None), Training.Outcome.FAILED, now, message=INTERRUPTED)
        if not news():
            raise NothingToLearn
        run = Training.objects.create(asked_by=asked_by, started_at=now)
        this = Training.objects.filter(pk=run.pk)
        try:
            row = _learn(now)
        except BaseException as exc:
            _finish(this, Training.Outcome.FAILED, now, message=f"{type(exc).__name__}: {exc}"[:500])
            raise
        outcome = Training.Outcome.HELD_BACK if row.held_back else Training.Outcome.PROMOTED
        _finish(this, outcome, now, model=row)
        return row


def news() -> int:
    """How many labels were given, or taken back, since the newest version learned."""
    newest = TrainedModel.objects.filter(is_shipped=False).order_by("-created_at", "-id").first()
    if newest is None:
        return Label.objects.in_force().count()
    given = Q(pk__gt=newest.newest_label_id, retracted_at=None)
    taken_back = Q(pk__lte=newest.newest_label_id, retracted_at__gt=newest.created_at)
    return Label.objects.filter(given | taken_back).count()


def is_due() -> bool:
    """Whether enough is new to train before the next day's training."""
    return 0 < settings.RETRAIN_AFTER_LABELS <= news()


def _learn(now: datetime) -> TrainedModel:
    from classifier import training_set, trials
    from classifier.model import dumps, fit_rows_on_prior

    in_force, current_model = registry.current()
    prior_row = registry.starting_row()
    prior = registry.load(prior_row)
    labels = training_set.read()
    unseen = labels.ids > in_force.newest_label_id
    by_time = trials.by_time(labels, prior, current_model, unseen)
    by_campaign = trials.by_campaign(labels, prior, current_model, unseen)
    model = fit_rows_on_prior(prior, labels.rows, labels.is_spam, weights=labels.weights)
    sha256 = registry.keep(dumps(model))
    row = TrainedModel.objects.create(
        version=f"trained-{now:%Y%m%d-%H%M%S}-{sha256[:8]}",
        sha256=sha256,
        prior=prior_row,
        metrics={
            "line": trials.LINE,
            "old_version": in_force.version,
            "by_time": asdict(by_time),
            "by_campaign": asdict(by_campaign),
        },
        held_back=_why_worse(by_time, by_campaign),
        created_at=now,
        **_provenance(labels),
    )
    if not row.held_back:
        registry.activate(row, actor=ACTOR, reason=f"not worse than {in_force.version}", now=now)
    return row


def _provenance(labels: "TrainingSet") -> dict[str, Any]:
    """What it was made of: counts of all labels in force, of which copies were read in part."""
    import numpy as np
    import scipy
    import sklearn
    import skops

    from classifier import features

    in_force = Label.objects.in_force()
    return {
        "spam_labels": in_force.filter(is_spam=True).count(),
        "honest_labels": in_force.filter(is_spam=False).count(),
        "imported_labels": in_force.exclude(source="").count(),
        "newest_label_id": int(labels.ids.max(initial=0)),
        "feature_spec": features.SPEC,
        "libraries": {library.__name__: library.__version__ for library in (np, scipy, sklearn, skops)},
    }


def _why_worse(by_time: "Trial", by_campaign: "Trial") -> str:
    """Nothing where the new one is not worse on either."""
    trials = {"newer labels": by_time, "unseen campaigns": by_campaign}
    return " ".join(_told(where, trial) for where, trial in trials.items() if not trial.is_not_worse)


def _told(where: str, trial: "Trial") -> str:
    new, old = trial.new, trial.old
    return (
        f"On {where} it accuses {new.false_positives} honest of {new.labels} labels and misses "
        f"{new.false_negatives} spam; the one in force accuses {old.false_positives} and misses {old.false_negatives}."
    )


def _finish(
    runs: Any,
    outcome: Training.Outcome,
    now: datetime,
    *,
    message: str = "",
    model: TrainedModel | None = None,
) -> None:
    from django.utils import timezone

    runs.update(finished_at=max(now, timezone.now()), outcome=outcome, message=message, model=model)
