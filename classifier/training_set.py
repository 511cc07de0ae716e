"""What a version learns from: labels as arrays, each with how much it counts and what it belongs together with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from classifier import feature_store, grouping, labels
from classifier.documents import Document
from classifier.models import Label

# A thousand copies are one text that was judged a thousand times, and so is a campaign: all of them together count for
# so many labels.
COPIES_COUNT_FOR: Final = 20
# So many copies are learned from, the newest: more would cost time and say nothing.
COPIES_READ: Final = 60
# What other indexes think is spam is a hint, what was decided here is the rule.
IMPORTED_WEIGHT: Final = 0.3


@dataclass(frozen=True)
class TrainingSet:
    """n labels by id: `ids`, `is_spam`, `is_own`, `weights` (n,), `rows` (n, N_FEATURES).

    `times` orders them by when they were given. `campaigns`: equal for what is alike, or of one project or account.
    """

    ids: NDArray[np.int64]
    is_spam: NDArray[np.bool_]
    is_own: NDArray[np.bool_]
    times: NDArray[np.float64]
    campaigns: NDArray[np.int64]
    weights: NDArray[np.float64]
    rows: csr_matrix

    def __len__(self) -> int:
        return len(self.ids)


def read() -> TrainingSet:
    """All labels in force, of copies a selection."""
    labels.complete()
    stored = Label.objects.in_force().order_by("id")
    found = list(
        stored.values_list(
            "id",
            "is_spam",
            "signature",
            "fingerprint",
            "source",
            "labelled_at",
            "project_name",
            "publisher_id",
            "group_id",
            "campaign_id",
        ).iterator(5000)
    )
    columns = list(zip(*found, strict=True)) or [()] * 10
    ids, is_spam = np.array(columns[0], np.int64), np.array(columns[1], bool)
    is_own = np.array([source == "" for source in columns[4]], bool)
    groups = (
        grouping.alike([bytes(signature) for signature in columns[2]]) if found else np.zeros(0, np.int64)
    )
    # Another index may have projects of the same names.
    names = [name if own else "" for name, own in zip(columns[6], is_own, strict=True)]
    # What was uploaded together is judged together, however little text there is to compare.
    copies = grouping.together(groups, columns[9])
    campaigns = grouping.together(copies, names, columns[7])
    _write_down(ids, ids[groups], columns[8])
    read_, weights = _counted(copies, is_spam, is_own)
    prints = [columns[3][place] for place in np.flatnonzero(read_)]
    return TrainingSet(
        ids=ids[read_],
        is_spam=is_spam[read_],
        is_own=is_own[read_],
        times=np.array([moment.timestamp() for moment in columns[5]], np.float64)[read_],
        campaigns=campaigns[read_],
        weights=weights[read_],
        rows=feature_store.rows_of(ids[read_], prints, _documents),
    )


def _counted(
    groups: NDArray[np.int64], is_spam: NDArray[np.bool_], is_own: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which labels are read, and how much each counts: the newest of each text and verdict."""
    copies = 2 * groups + is_spam
    newest_first = np.arange(len(groups))[::-1]
    order = newest_first[np.argsort(copies[newest_first], kind="stable")]
    _, starts, sizes = np.unique(copies[order], return_index=True, return_counts=True)
    rank, size = np.empty(len(groups), np.int64), np.empty(len(groups), np.int64)
    rank[order] = np.arange(len(groups)) - np.repeat(starts, sizes)
    size[order] = np.repeat(np.minimum(sizes, COPIES_READ), sizes)
    weights = np.minimum(1.0, COPIES_COUNT_FOR / np.maximum(size, 1)) * np.where(is_own, 1.0, IMPORTED_WEIGHT)
    return rank < COPIES_READ, weights


def _write_down(ids: NDArray[np.int64], groups: NDArray[np.int64], known: Sequence[int | None]) -> None:
    """Keep the groups with the labels, for what only counts them."""
    changed = [
        Label(id=pk, group_id=group)
        for pk, group, before in zip(ids.tolist(), groups.tolist(), known, strict=True)
        if group != before
    ]
    Label.objects.bulk_update(changed, ["group_id"], batch_size=500)


def _documents(ids: Sequence[int]) -> list[Document]:
    stored = dict(Label.objects.filter(pk__in=ids).values_list("pk", "document"))
    return [Document.from_json(stored[pk]) for pk in ids]
