"""Which model is in force, and where its artefact is. An index is never without one: the starting model ships."""

import hashlib
import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from classifier.models import TrainedModel

if TYPE_CHECKING:
    from classifier.model import Model

logger = logging.getLogger(__name__)

_loaded: dict[str, "Model"] = {}  # by digest: the model in force, and the starting model it learned from


def current_row() -> TrainedModel:
    """The model in force; on a new index that is the starting model."""
    return TrainedModel.objects.filter(state=TrainedModel.State.CURRENT).first() or _adopt_starting_model()


def current() -> "tuple[TrainedModel, Model]":
    """The model in force, ready to score. One that cannot be read is an alarm, and the starting model serves."""
    from classifier.model import ModelUnusable

    row = current_row()
    try:
        return row, load(row)
    except (ModelUnusable, OSError):
        logger.exception("model %s cannot be used; the starting model scores instead", row.version)
        shipped = starting_row()
        return shipped, load(shipped)


def starting_row() -> TrainedModel:
    """The row of the starting model that this code ships."""
    from classifier.starting import card

    shipped = card()
    row, _ = TrainedModel.objects.get_or_create(
        version=f"starting-{shipped['sha256'][:8]}",
        defaults={
            "sha256": shipped["sha256"],
            "is_shipped": True,
            "state": TrainedModel.State.RETIRED,
            "metrics": shipped["metrics"],
            "created_at": timezone.now(),
        },
    )
    return row


def load(row: TrainedModel) -> "Model":
    """The artefact of `row`; its digest is compared before a byte of it is interpreted.

    :raises ModelUnusable: if it is not what was stored.
    """
    from classifier import starting
    from classifier.model import loads

    if row.sha256 not in _loaded:
        if len(_loaded) > 2:  # noqa: PLR2004 - the one in force, its prior, and one on its way out
            _loaded.clear()
        if row.is_shipped:
            _loaded[row.sha256] = starting.load_starting()
        else:
            with storages["models"].open(_artefact(row.sha256)) as file:
                _loaded[row.sha256] = loads(file.read(), sha256=row.sha256)
    return _loaded[row.sha256]


def keep(artefact: bytes) -> str:
    """Store an artefact under its SHA-256, which is returned; the same one twice is one file."""
    sha256 = hashlib.sha256(artefact).hexdigest()
    if not storages["models"].exists(_artefact(sha256)):
        storages["models"].save(_artefact(sha256), ContentFile(artefact))
    return sha256


@transaction.atomic
def activate(row: TrainedModel, *, now: datetime) -> None:
    """Put `row` in force from the next score on."""
    TrainedModel.objects.filter(state=TrainedModel.State.CURRENT).exclude(pk=row.pk).update(
        state=TrainedModel.State.RETIRED
    )
    row.state, row.activated_at = TrainedModel.State.CURRENT, now
    row.save(update_fields=["state", "activated_at"])


def _adopt_starting_model() -> TrainedModel:
    row = starting_row()
    activate(row, now=timezone.now())
    return row


def _artefact(sha256: str) -> str:
    return f"{sha256}.skops"
