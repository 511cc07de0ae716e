"""Scoring releases: document, probability, reasons, one row. Running it twice changes nothing."""

from datetime import datetime

from django.db import transaction

from accounts import hooks
from classifier import registry
from classifier.capture import document_of
from classifier.documents import Document
from classifier.models import PendingScore, Score, TrainedModel
from index.models import Release


def score_waiting(release_ids: list[int], *, now: datetime) -> int:
    """Score those of `release_ids` that still wait, in one batch; how many were scored."""
    from classifier import explain

    waiting = list(
        PendingScore.objects.filter(release_id__in=release_ids)
        .select_related("release__project")
        .order_by("id")
    )
    if not waiting:
        return 0
    row, model = registry.current()
    documents = [document_of(pending.release, now=now) for pending in waiting]
    probabilities = model.probabilities(documents)
    for pending, document, probability in zip(waiting, documents, probabilities, strict=True):
        reasons = [reason.as_dict() for reason in explain.reasons(model, document)]
        _record(pending, row, document, float(probability), reasons, now=now)
    return len(waiting)


def _record(
    pending: PendingScore,
    row: TrainedModel,
    document: Document,
    probability: float,
    reasons: list[dict],
    *,
    now: datetime,
) -> None:
    with transaction.atomic():
        # Two workers at one release: the second waits here, and finds the row of the first.
        Release.objects.select_for_update().get(pk=pending.release_id)
        Score.objects.filter(release=pending.release, is_current=True).update(is_current=False)
        score, _ = Score.objects.update_or_create(
            release=pending.release,
            model=row,
            defaults={
                "spam_probability": probability,
                "reasons": reasons,
                "document": document.to_json(),
                "is_current": True,
                "scored_at": now,
            },
        )
        # A file that arrived while we scored has asked anew, and waits on.
        PendingScore.objects.filter(pk=pending.pk, requested_at=pending.requested_at).delete()
        hooks.announce("AFTER_SCORE", score.pk)
