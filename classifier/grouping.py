"""Which labels belong together: copies of one text, and what one project or one account published. Pure."""

from collections.abc import Hashable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from classifier.signatures import ALIKE, BANDS, PLACES

Ints = NDArray[np.int64]

_BATCH: Final = 50_000  # pairs compared at a time


def alike(signatures: Sequence[bytes]) -> Ints:
    """(n,): for each the place of the first whose text is like its own, or like one that is, and so on.

    An empty signature is like nothing. Linear in n: in each band, each is compared with the first that shares it.
    """
    told = np.array([bool(signature) for signature in signatures])
    filled = [signature or bytes(4 * PLACES) for signature in signatures]
    places = np.frombuffer(b"".join(filled), "<u4").reshape(len(signatures), PLACES)
    pairs = [np.zeros((0, 2), np.int64)]
    width = PLACES // BANDS
    for start in range(0, PLACES, width):
        band = np.ascontiguousarray(places[:, start : start + width]).view(f"V{4 * width}").ravel()
        _, first, which = np.unique(band, return_index=True, return_inverse=True)
        heads = first[which]
        others = np.flatnonzero((heads != np.arange(len(heads))) & told)
        pairs.append(_alike_pairs(places, np.column_stack([heads[others], others])))
    return _joined(len(signatures), np.concatenate(pairs))


def together(groups: Ints, *keys: Sequence[Hashable]) -> Ints:
    """(n,): `groups`, joined where two members share a value in one of `keys`; None and "" are shared by nobody."""
    pairs = [(int(group), place) for place, group in enumerate(groups)]
    for values in keys:
        first: dict[Hashable, int] = {}
        for place, value in enumerate(values):
            if value not in (None, ""):
                pairs.append((first.setdefault(value, place), place))
    return _joined(len(groups), np.array(pairs, np.int64).reshape(-1, 2))


def _alike_pairs(places: NDArray[np.uint32], pairs: Ints) -> Ints:
    kept = [np.zeros((0, 2), np.int64)]
    for start in range(0, len(pairs), _BATCH):
        part = pairs[start : start + _BATCH]
        share = (places[part[:, 0]] == places[part[:, 1]]).mean(axis=1)
        kept.append(part[share >= ALIKE])
    return np.concatenate(kept)


def _joined(count: int, pairs: Ints) -> Ints:
    """(count,): for each the first of all that a chain of pairs joins it to."""
    graph = coo_matrix((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _, component = connected_components(graph, directed=False)
    _, first = np.unique(component, return_index=True)
    return first[component].astype(np.int64)
