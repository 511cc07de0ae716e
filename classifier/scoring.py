"""Scoring releases: document, probability, reasons, one row. Running it twice changes nothing."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from accounts import hooks
from accounts.standing import Standing
from classifier import registry, similarity
from classifier.capture import document_of
from classifier.documents import Document
from classifier.models import PendingScore, Score, TrainedModel
from classifier.signatures import signature_of
from index.models import Release


@dataclass(frozen=True, slots=True)
class Said:
    """What a model says of one document, with what is compared of it."""

    document: Document
    spam_probability: float
    reasons: list[dict]
    signature: bytes


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
    documents = [_document_of(pending.release, now=now) for pending in waiting]
    probabilities = model.probabilities(documents)
    for pending, document, probability in zip(waiting, documents, probabilities, strict=True):
        # All of it before the transaction: that holds a lock on the release.
        said = Said(
            document=document,
            spam_probability=float(probability),
            reasons=[reason.as_dict() for reason in explain.reasons(model, document)],
            signature=signature_of(document),
        )
        _record(pending, row, said, now=now)
    return len(waiting)


def _document_of(release: Release, *, now: datetime) -> Document:
    """With how many others said it first, which only the scorer asks: what is compared must be stored by then."""
    document = document_of(release, now=now)
    return replace(document, copies_by_others=len(similarity.copied_from(release, document)))


def _record(pending: PendingScore, row: TrainedModel, said: Said, *, now: datetime) -> None:
    account = said.document.account
    with transaction.atomic():
        # Two workers at one release: the second waits here, and finds the row of the first.
        Release.objects.select_for_update().get(pk=pending.release_id)
        Score.objects.filter(release=pending.release, is_current=True).update(is_current=False)
        score, _ = Score.objects.update_or_create(
            release=pending.release,
            model=row,
            defaults={
                "spam_probability": said.spam_probability,
                "reasons": said.reasons,
                "document": said.document.to_json(),
                "is_current": True,
                "by_newcomer": account.standing == Standing.NEWCOMER if account else None,
                "scored_at": now,
            },
        )
        similarity.remember(pending.release, said.signature)
        # A file that arrived while we scored has asked anew, and waits on.
        PendingScore.objects.filter(pk=pending.pk, requested_at=pending.requested_at).delete()
        hooks.announce("AFTER_SCORE", score.pk)
