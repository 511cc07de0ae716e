"""Labels: verdicts as training sees them."""

from datetime import datetime

from classifier.capture import document_of
from classifier.models import Label, Score
from index.models import Release


def record(*, release: Release, is_spam: bool, labelled_by: str, now: datetime) -> Label:
    """Keep the verdict with its own copy of what was judged: the document that was scored, where there is one."""
    score = Score.objects.filter(release=release, is_current=True).first()
    return Label.objects.create(
        is_spam=is_spam,
        document=score.document if score else document_of(release, now=now).to_json(),
        project_name=release.project.normalized_name,
        version=release.version,
        labelled_by=labelled_by,
        labelled_at=now,
    )


def retract(label: Label, *, now: datetime) -> None:
    """The verdict was undone: training forgets it."""
    Label.objects.filter(pk=label.pk, retracted_at=None).update(retracted_at=now)
