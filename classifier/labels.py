"""Labels: verdicts as training sees them."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Q

from classifier import similarity
from classifier.capture import document_of
from classifier.documents import Document
from classifier.models import Label, Score
from classifier.signatures import signature_of
from index.models import Release, Role

_BATCH: Final = 500


def record(
    *,
    release: Release,
    is_spam: bool,
    labelled_by: str,
    now: datetime,
    sampled_blind: bool = False,
    campaign_id: int | None = None,
) -> Label:
    """Keep the verdict with its own copy of what was judged: the document that was scored, where there is one.

    :param sampled_blind: whether the release was chosen by lot; from such labels alone one sees what the model misses.
    :param campaign_id: equal for what was uploaded together: all of it counts as copies of one text do.
    """
    score = Score.objects.filter(release=release, is_current=True).first()
    document = score.document if score else document_of(release, now=now).to_json()
    signature = similarity.signatures([release.pk]).get(release.pk) if score else None
    label = Label.objects.create(
        is_spam=is_spam,
        document=document,
        project_name=release.project.normalized_name,
        version=release.version,
        labelled_by=labelled_by,
        labelled_at=now,
        signature=signature if signature is not None else signature_of(Document.from_json(document)),
        fingerprint=fingerprint(document, is_spam=is_spam),
        publisher_id=_publishers([release.project_id]).get(release.project_id),
        sampled_blind=sampled_blind,
        was_held=release.held_at is not None,
        spam_probability=score.spam_probability if score else None,
        campaign_id=campaign_id,
    )
    similarity.remember_labels([label])
    return label


def record_spam(
    *,
    project_ids: Collection[int],
    labelled_by: str,
    now: datetime,
    campaigns: Mapping[int, int] = MappingProxyType({}),
) -> dict[int, int]:
    """Label many projects as spam by what was scored of each last; ids of labels by those of projects.

    A project that was never scored gets no label. `campaigns`: ids by those of projects, as `record` takes one.
    """
    scores = Score.objects.filter(release__project__in=project_ids, is_current=True)
    newest = {
        score.release.project_id: score
        for score in scores.select_related("release__project").order_by("release__created_at", "release_id")
    }
    signatures = similarity.signatures([score.release_id for score in newest.values()])
    publishers = _publishers(newest)
    labels = Label.objects.bulk_create(
        Label(
            is_spam=True,
            document=score.document,
            project_name=score.release.project.normalized_name,
            version=score.release.version,
            labelled_by=labelled_by,
            labelled_at=now,
            signature=signatures.get(score.release_id),
            fingerprint=fingerprint(score.document, is_spam=True),
            publisher_id=publishers.get(score.release.project_id),
            spam_probability=score.spam_probability,
            campaign_id=campaigns.get(score.release.project_id),
        )
        for score in newest.values()
    )
    similarity.remember_labels(labels)
    return {project_id: label.pk for project_id, label in zip(newest, labels, strict=True)}


def _publishers(project_ids: Iterable[int]) -> dict[int, int]:
    """The account that owns each project; of several, the first."""
    owners = Role.objects.filter(project__in=list(project_ids), kind=Role.Kind.OWNER).order_by("-user_id")
    return dict(owners.values_list("project_id", "user_id"))


def fingerprint(document: dict[str, Any], *, is_spam: bool) -> str:
    """What a label says, as SHA-256 in hex: the same document with the same verdict has the same."""
    said = json.dumps([is_spam, document], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def complete() -> int:
    """Give labels of a release before this one what they lack, signature and fingerprint; how many lacked it."""
    lacking = Label.objects.filter(Q(signature=None) | Q(fingerprint=""))
    ids = list(lacking.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), _BATCH):
        labels = list(_completed(ids[start : start + _BATCH]))
        Label.objects.bulk_update(labels, ["signature", "fingerprint"])
        similarity.remember_labels(labels)
    return len(ids)


def _completed(ids: Collection[int]) -> Iterator[Label]:
    for label in Label.objects.filter(pk__in=ids):
        label.signature = signature_of(Document.from_json(label.document))
        label.fingerprint = fingerprint(label.document, is_spam=label.is_spam)
        yield label


def retract_many(label_ids: Collection[int], *, now: datetime) -> None:
    Label.objects.filter(pk__in=label_ids, retracted_at=None).update(retracted_at=now)


def retract(label: Label, *, now: datetime) -> None:
    """The verdict was undone: training forgets it."""
    Label.objects.filter(pk=label.pk, retracted_at=None).update(retracted_at=now)
