"""The audit of acts on the model, whoever did them: the console, a command, or training itself."""

from classifier.models import LabelImport, TrainedModel
from moderation import audit


def note_activation(model_id: int) -> None:
    """A version was put in force."""
    row = TrainedModel.objects.get(pk=model_id)
    before = (
        TrainedModel.objects.filter(state=TrainedModel.State.RETIRED)
        .exclude(pk=row.pk)
        .exclude(activated_at=None)
        .order_by("-activated_at", "-id")
        .first()
    )
    audit.record(
        actor=row.activated_by,
        action="activate model",
        subject=row.version,
        reason=row.activated_because,
        before={"model": before.version if before else ""},
        after={"model": row.version},
        now=row.activated_at or row.created_at,
    )


def note_import(import_id: int) -> None:
    """Labels of another index were taken in."""
    row = LabelImport.objects.get(pk=import_id)
    audit.record(
        actor=row.imported_by,
        action="import labels",
        subject=row.source,
        reason=row.reason,
        after={"labels": row.added, "known before": row.known},
        now=row.imported_at,
    )
