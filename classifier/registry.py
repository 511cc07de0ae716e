"""Which model is in force, and where its artefact is. An index is never without one: the starting model ships."""

import hashlib
import logging
import time
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from accounts import hooks
from classifier.artefact import ModelUnusable
from classifier.models import TrainedModel

if TYPE_CHECKING:
    from classifier.model import Model

logger = logging.getLogger(__name__)

TROUBLE_KEPT_SECONDS = 30

_troubles: dict[str, tuple[str, float]] = {}  # by digest, until when on the monotonic clock
_loaded: dict[str, "Model"] = {}  # by digest: the model in force, and the starting model it learned from


def current_row() -> TrainedModel:
    """The model in force; that is this release's starting model on a new index, and where an earlier one's was."""
    row = TrainedModel.objects.filter(state=TrainedModel.State.CURRENT).first()
    if row is None or (row.is_shipped and trouble_of(row)):
        return _adopt_starting_model()
    return row


def current() -> "tuple[TrainedModel, Model]":
    """The model in force, ready to score. One that cannot be read is an alarm, and the starting model serves."""
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
    """Store an artefact under its SHA-256, which is returned; the same twice is one file, a damaged one is mended."""
    sha256 = hashlib.sha256(artefact).hexdigest()
    store, name = storages["models"], _artefact(sha256)
    if not _is_whole(sha256):
        if store.exists(name):
            store.delete(name)
        store.save(name, ContentFile(artefact))
    return sha256


def _is_whole(sha256: str) -> bool | None:
    """Whether the stored artefact is the one that was stored; None where it cannot be read."""
    try:
        with storages["models"].open(_artefact(sha256)) as file:
            return hashlib.sha256(file.read()).hexdigest() == sha256
    except OSError:
        return None


@transaction.atomic
def activate(row: TrainedModel, *, actor: str, reason: str, now: datetime) -> None:
    """Put `row` in force from the next score on, in every process.

    :raises ModelUnusable: if its artefact is not there, or not what was stored.
    """
    if trouble := trouble_of(row):
        raise ModelUnusable(trouble)
    _put_in_force(row, actor=actor, reason=reason, now=now)
    hooks.announce("AFTER_ACTIVATION", row.pk)


def trouble_of(row: TrainedModel) -> str:
    """Why a version could not score, as a sentence; nothing if it can. Cheap: no artefact is interpreted."""
    from classifier import starting

    if row.is_shipped:
        return "" if row.sha256 == starting.card()["sha256"] else f"{row.version} came with another release."
    # The starting model comes with this code, so its features are those of this code.
    if row.feature_spec and row.feature_spec != starting.card()["features"]:
        return f"{row.version} was trained for other features than this release computes."
    is_whole = _is_whole(row.sha256)
    if is_whole is None:
        return f"The file of model {row.version} cannot be read."
    return "" if is_whole else f"The file of model {row.version} is not the one that was stored."


def trouble() -> str:
    """Why the version in force does not score, as a sentence; nothing if it does. Looked up twice a minute at most."""
    row = TrainedModel.objects.filter(state=TrainedModel.State.CURRENT).first()
    if row is None:
        return ""  # a new index: the first score adopts the starting model
    said, until = _troubles.get(row.sha256, ("", 0.0))
    if time.monotonic() > until:
        said = trouble_of(row)
        _troubles.clear()
        _troubles[row.sha256] = (said, time.monotonic() + TROUBLE_KEPT_SECONDS)
    return f"{said} The starting model scores instead." if said else ""


def _adopt_starting_model() -> TrainedModel:
    row = starting_row()
    _put_in_force(row, actor="", reason="the starting model of this release", now=timezone.now())
    return row


@transaction.atomic
def _put_in_force(row: TrainedModel, *, actor: str, reason: str, now: datetime) -> None:
    TrainedModel.objects.filter(state=TrainedModel.State.CURRENT).exclude(pk=row.pk).update(
        state=TrainedModel.State.RETIRED
    )
    _troubles.clear()
    row.state, row.activated_at = TrainedModel.State.CURRENT, now
    row.activated_by, row.activated_because = actor, reason
    row.save(update_fields=["state", "activated_at", "activated_by", "activated_because"])


def _artefact(sha256: str) -> str:
    return f"{sha256}.skops"
