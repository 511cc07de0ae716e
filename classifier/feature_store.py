"""Features of labels, kept on disk: computing them is most of the work of training, and they do not change.

A file holds the rows of a thousand labels by their ids. A row counts only while the label says what it said when the
row was made, and only for the features of this code: everything here can be deleted at any time.
"""

import os
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from django.conf import settings
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from classifier import features
from classifier.documents import Document

_BLOCK: Final = 1000  # labels a file
Fetch = Callable[[Sequence[int]], Sequence[Document]]


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of some labels: ids (n,), what the labels said (n,), features (n, N_FEATURES)."""

    ids: NDArray[np.int64]
    said: NDArray[np.uint64]
    rows: csr_matrix

    def at(self, places: NDArray[np.bool_]) -> "Block":
        return Block(self.ids[places], self.said[places], self.rows[places])


def rows_of(ids: NDArray[np.int64], fingerprints: Sequence[str], fetch: Fetch) -> csr_matrix:
    """The features of labels: (n, N_FEATURES) float32.

    :param ids: (n,) ascending.
    :param fetch: the documents of labels by their ids, in that order; asked for those that were never computed.
    """
    folder = _folder()
    said = np.array([int(fingerprint[:16], 16) for fingerprint in fingerprints], np.uint64)
    numbers = ids // _BLOCK
    sizes = [np.zeros(0, np.int64)]
    for number in np.unique(numbers):
        own = numbers == number
        block = _completed(folder / f"{number}.npz", ids[own], said[own], fetch)
        sizes.append(np.diff(block.rows.indptr))
    return _gathered(folder, ids, np.concatenate(sizes))


def _gathered(folder: Path, ids: NDArray[np.int64], sizes: NDArray[np.int64]) -> csr_matrix:
    """All rows in one matrix that is filled block by block, so that no figure is held twice."""
    ends = np.concatenate([[0], np.cumsum(sizes)])
    data, indices = np.empty(ends[-1], np.float32), np.empty(ends[-1], np.int32)
    numbers = ids // _BLOCK
    for number in np.unique(numbers):
        own = numbers == number
        block = _read(folder / f"{number}.npz")
        rows = block.at(np.isin(block.ids, ids[own])).rows
        start = ends[np.argmax(own)]
        data[start : start + rows.nnz], indices[start : start + rows.nnz] = rows.data, rows.indices
    return csr_matrix((data, indices, ends), shape=(len(ids), features.N_FEATURES))


def _completed(path: Path, ids: NDArray[np.int64], said: NDArray[np.uint64], fetch: Fetch) -> Block:
    """The rows of `ids`; what the file lacked is computed and written to it."""
    block = _read(path)
    wanted = dict(zip(ids.tolist(), said.tolist(), strict=True))
    known = np.array(
        [wanted.get(pk) == what for pk, what in zip(block.ids.tolist(), block.said.tolist(), strict=True)],
        bool,
    )
    kept = block.at(known)
    lacking = ~np.isin(ids, kept.ids)
    if lacking.any():
        made = features.matrix(fetch(ids[lacking].tolist()))
        order = np.argsort(found := np.concatenate([kept.ids, ids[lacking]]))
        kept = Block(
            found[order],
            np.concatenate([kept.said, said[lacking]])[order],
            vstack([kept.rows, made], format="csr", dtype=np.float32)[order],
        )
        _write(path, kept)
    return kept


def _read(path: Path) -> Block:
    """What the file holds; nothing where there is none, or one that was cut off."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            ids, said = stored["ids"], stored["said"]
            parts = (stored["data"], stored["indices"], stored["ends"])
        return Block(ids, said, csr_matrix(parts, shape=(len(ids), features.N_FEATURES)))
    except (OSError, ValueError, LookupError, EOFError, zipfile.BadZipFile):
        nothing = csr_matrix((0, features.N_FEATURES), dtype=np.float32)
        return Block(np.zeros(0, np.int64), np.zeros(0, np.uint64), nothing)


def _write(path: Path, block: Block) -> None:
    draft = path.with_name(f"{path.stem}.{os.getpid()}.draft")
    with draft.open("wb") as file:
        np.savez(
            file,
            ids=block.ids,
            said=block.said,
            data=block.rows.data,
            indices=block.rows.indices,
            ends=block.rows.indptr,
        )
    draft.replace(path)


def _folder() -> Path:
    """Of the features of this code; those of other code go."""
    root = settings.DATA_DIR / "features"
    folder = root / features.SPEC
    if not folder.is_dir():
        shutil.rmtree(root, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
    return folder
