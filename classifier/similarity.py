"""Look-alikes: which releases say the same, who said it first, and what was decided on others like it.

All of it is look-ups in the database, so every process knows what any worker has seen. However many copies of one text
there are, a look-up reads a bounded number of rows: of each of 16 bands the oldest and the newest few.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final, NamedTuple

from django.db import connection, transaction

from classifier.documents import Document
from classifier.models import Band, Label, LabelBand, Score, Signature
from classifier.signatures import ALIKE, band_keys, signature_of, similarity
from index.models import Release, Role

_FROM_EACH_END: Final = 25  # rows read of a band
_COMPARED: Final = 150  # signatures read, those with most bands in common first
_RELEASES_OF_A_KEY: Final = (
    "SELECT key, release_id FROM classifier_band WHERE key = %s AND project_id <> %s ORDER BY project_id"
)
_LABELS_OF_A_KEY: Final = (
    "SELECT key, label_id FROM classifier_labelband WHERE key = %s AND label_id <> %s ORDER BY label_id"
)


class LookAlike(NamedTuple):
    """A release of another project; `similarity` 0..1 is the estimated part of text that is shared."""

    release_id: int
    similarity: float


class Decided(NamedTuple):
    """What a person decided on a look-alike."""

    project_name: str
    is_spam: bool
    similarity: float
    when: datetime


def remember(release: Release, signature: bytes) -> None:
    """Keep the signature of `release` for look-ups to come. Call it in the transaction that stores its score."""
    Signature.objects.update_or_create(release=release, defaults={"minhash": signature})
    keys = band_keys(signature)
    Band.objects.bulk_create(
        (Band(key=key, project_id=release.project_id, release=release) for key in keys), ignore_conflicts=True
    )
    # Scored out of order: the first release that said so is the one uploaded first.
    Band.objects.filter(key__in=keys, project=release.project_id, release__gt=release.pk).update(
        release=release
    )


def remember_labels(labels: Collection[Label]) -> None:
    """Keep labels where look-alikes of what they are about find them."""
    rows = (
        LabelBand(key=key, label=label)
        for label in labels
        for key in band_keys(bytes(label.signature or b""))
    )
    LabelBand.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5000)


def sign_missing(limit: int) -> int:
    """Give releases that were scored before there were signatures theirs, oldest first; how many lacked one."""
    scores = Score.objects.filter(is_current=True, release__signature=None).select_related("release")
    lacking = list(scores.order_by("release_id")[:limit])
    for score in lacking:
        signature = signature_of(Document.from_json(score.document))
        with transaction.atomic():
            remember(score.release, signature)
    return len(lacking)


def signatures(release_ids: Collection[int]) -> dict[int, bytes]:
    """Of those that have one, by the release's id."""
    found = Signature.objects.filter(pk__in=release_ids).values_list("pk", "minhash")
    return {pk: bytes(minhash) for pk, minhash in found}


def look_alikes(subject: int | Document, limit: int = 10) -> list[LookAlike]:
    """Releases of other projects whose text is like that of a release (by its id) or a document, most alike first.

    Of each project it is one, the first with that text; removed projects are among them. Of a thousand copies the
    oldest and the newest are found. None for a release that was never scored, or says too little.
    """
    signature, project_id = _signature_and_project(subject)
    found = _candidates(signature, project_id)
    return _most_alike(signature, found, limit)


def copied_from(release: Release, document: Document, limit: int = 10) -> list[LookAlike]:
    """Releases of other owners that said what `document`, of `release`, says, before its project did.

    Whoever said it first is never told to have copied: what counts is which release was uploaded first, not
    which project is older, so that neither a copy nor an old project that takes up a new text is mistaken for it.
    """
    signature = signature_of(document)
    said_first = _first_of_own(signature, release)
    found = _most_alike(signature, _candidates(signature, release.project_id), _COMPARED)
    earlier = {alike.release_id for alike in found if alike.release_id < said_first}
    others = earlier - _of_same_owners(earlier, release.project_id)
    return [alike for alike in found if alike.release_id in others][:limit]


def decided_look_alikes(release: Release, limit: int = 5) -> list[Decided]:
    """What people decided on other projects whose text is like that of `release`, most alike first."""
    signature = _signature_and_project(release.pk)[0]
    ids = _at_both_ends(_LABELS_OF_A_KEY, band_keys(signature), None)
    labels = (
        Label.objects.in_force()
        .filter(pk__in=_most_common(ids))
        .exclude(project_name=release.project.normalized_name)
        .order_by("id")
        .defer("document")
    )
    # Of a project that was judged twice, the last verdict counts.
    by_project = {label.project_name: label for label in labels}
    decided = (
        Decided(
            label.project_name,
            label.is_spam,
            similarity(signature, bytes(label.signature or b"")),
            label.labelled_at,
        )
        for label in by_project.values()
    )
    alike = (entry for entry in decided if entry.similarity >= ALIKE)
    return sorted(alike, key=lambda entry: (-entry.similarity, entry.project_name))[:limit]


def _signature_and_project(subject: int | Document) -> tuple[bytes, int | None]:
    if isinstance(subject, Document):
        return signature_of(subject), None
    row = Signature.objects.filter(pk=subject).values_list("minhash", "release__project_id").first()
    return (bytes(row[0]), row[1]) if row else (b"", None)


def _candidates(signature: bytes, project_id: int | None) -> list[int]:
    """Releases of other projects that share most bands."""
    return _most_common(_at_both_ends(_RELEASES_OF_A_KEY, band_keys(signature), project_id))


def _most_common(ids: Iterable[int]) -> list[int]:
    return [pk for pk, _ in Counter(ids).most_common(_COMPARED)]


def _at_both_ends(of_a_key: str, keys: list[int], without: int | None) -> list[int]:
    """What stands at the beginning and the end of each key, once a key.

    One statement: the ORM cannot limit the parts of a union on SQLite.
    """
    if not keys:
        return []
    ends = [
        f"SELECT * FROM ({of_a_key} {way} LIMIT {_FROM_EACH_END}) AS an_end"  # noqa: S608 - texts of ours
        for way in ("ASC", "DESC")
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ".join(ends * len(keys)),
            [value for key in keys for _ in ends for value in (key, without or 0)],
        )
        return [pk for _, pk in cursor.fetchall()]


def _most_alike(signature: bytes, release_ids: Collection[int], limit: int) -> list[LookAlike]:
    found = [LookAlike(pk, similarity(signature, other)) for pk, other in signatures(release_ids).items()]
    alike = (entry for entry in found if entry.similarity >= ALIKE)
    return sorted(alike, key=lambda entry: (-entry.similarity, entry.release_id))[:limit]


def _first_of_own(signature: bytes, release: Release) -> int:
    """The first release of the same project that says the same."""
    own = Band.objects.filter(key__in=band_keys(signature), project=release.project_id, release__lt=release)
    first = signatures(own.values_list("release_id", flat=True).distinct())
    alike = [pk for pk, other in first.items() if similarity(signature, other) >= ALIKE]
    return min([release.pk, *alike])


def _of_same_owners(release_ids: Collection[int], project_id: int) -> set[int]:
    owners = Role.objects.filter(project=project_id, kind=Role.Kind.OWNER).values("user_id")
    return set(
        Release.objects.filter(
            pk__in=release_ids,
            project__roles__kind=Role.Kind.OWNER,
            project__roles__user__in=owners,
        ).values_list("pk", flat=True)
    )
