"""Labels: verdicts as training sees them."""

from collections.abc import Collection
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


def record_spam(*, project_ids: Collection[int], labelled_by: str, now: datetime) -> dict[int, int]:
    """Label many projects as spam by what was scored of each last; ids of labels by those of projects.

    A project that was never scored gets no label.
    """
    scores = Score.objects.filter(release__project__in=project_ids, is_current=True)
    newest = {
        score.release.project_id: score
        for score in scores.select_related("release__project").order_by("release__created_at", "release_id")
    }
    labels = Label.objects.bulk_create(
        Label(
            is_spam=True,
            document=score.document,
            project_name=score.release.project.normalized_name,
            version=score.release.version,
            labelled_by=labelled_by,
            labelled_at=now,
        )
        for score in newest.values()
    )
    return {project_id: label.pk for project_id, label in zip(newest, labels, strict=True)}


def retract_many(label_ids: Collection[int], *, now: datetime) -> None:
    Label.objects.filter(pk__in=label_ids, retracted_at=None).update(retracted_at=now)


def retract(label: Label, *, now: datetime) -> None:
    """The verdict was undone: training forgets it."""
    Label.objects.filter(pk=label.pk, retracted_at=None).update(retracted_at=now)
