"""Whether a worker is alive and can use the model in force: it writes that down, and the console reads it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from classifier import registry
from classifier.models import TrainedModel
from moderation.models import WorkerLife

LATE_AFTER = timedelta(seconds=60)  # three beats of the schedule
GONE_AFTER = timedelta(minutes=5)
_PROBLEM_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Health:
    """`age`: since a worker last did something, None where none ever did."""

    age: timedelta | None
    model_version: str
    model_problem: str

    @property
    def is_late(self) -> bool:
        return self.age is None or self.age > LATE_AFTER

    @property
    def is_gone(self) -> bool:
        return self.age is None or self.age > GONE_AFTER


def show(*, now: datetime) -> None:
    """Called by a worker: it is alive, and this is what it finds of the model."""
    model = registry.current_row()
    WorkerLife.objects.update_or_create(
        pk=1,
        defaults={
            "seen_at": now,
            "model_version": model.version,
            "model_problem": _problem(model)[:_PROBLEM_CHARACTERS],
        },
    )


def read(*, now: datetime) -> Health:
    life = WorkerLife.objects.first()
    if life is None:
        return Health(None, "", "")
    return Health(max(now - life.seen_at, timedelta(0)), life.model_version, life.model_problem)


def _problem(model: TrainedModel) -> str:
    from classifier.artefact import ModelUnusable  # with the libraries that only workers load

    try:
        registry.load(model)
    except (ModelUnusable, OSError) as exc:
        return str(exc) or type(exc).__name__
    return ""
