"""Signatures: what a document says, in 256 bytes, so that two texts can be compared without either. Pure.

A signature is a MinHash (Broder 1997) of the text's runs of five characters, after folding, without addresses and with
every figure as 0: part of equal places = part of runs that two texts share. Runs of characters, not of words, since
they need no blanks (Chinese, Japanese, Thai) and forgive a changed ending. The name is no part of it: waves number
their names, and honest projects share theirs with nobody.

To find what is alike without comparing with everything, the places are cut into bands (Indyk & Motwani 1998): what is
alike in half of its runs shares one of 16 bands of 4 with 64 %, in two thirds with 97 %, in four fifths with 99.98 %.
"""

import hashlib
import struct
from functools import cache
from typing import TYPE_CHECKING, Final

from classifier.documents import Document
from classifier.reading import Reading

if TYPE_CHECKING:
    from datasketch import MinHash

PLACES: Final = 64
BANDS: Final = 16
ALIKE: Final = 0.5  # from here on, two texts are told to be alike
_SEED: Final = 1  # of the permutations; with another one, no stored signature means anything
_RUN: Final = 5
_FEWEST_RUNS: Final = 20  # below this a text says too little to be a copy of anything
_PLACES: Final = struct.Struct(f"<{PLACES}I")
_BAND_BYTES: Final = _PLACES.size // BANDS


def signature_of(document: Document) -> bytes:
    """The signature of summary and description: 64 little-endian uint32. Empty where they say too little."""
    runs = _runs(Reading(document))
    if len(runs) < _FEWEST_RUNS:
        return b""
    minhash = _empty().copy()
    minhash.update_batch([run.encode() for run in runs])
    return _PLACES.pack(*map(int, minhash.hashvalues))


def similarity(one: bytes, other: bytes) -> float:
    """0..1: an estimate of the part of runs that two texts share, ±0.06; 0 where one of them says too little."""
    if not one or not other:
        return 0.0
    pairs = zip(_PLACES.unpack(one), _PLACES.unpack(other), strict=True)
    return sum(here == there for here, there in pairs) / PLACES


def band_keys(signature: bytes) -> list[int]:
    """What look-alikes have in common: 16 signed 64-bit keys, in order; none for an empty signature."""
    bands = range(0, len(signature), _BAND_BYTES)
    return sorted(_key(start, signature[start : start + _BAND_BYTES]) for start in bands)


def _key(start: int, band: bytes) -> int:
    digest = hashlib.blake2b(band, digest_size=8, salt=start.to_bytes(2, "little")).digest()
    return int.from_bytes(digest, "little", signed=True)


def _runs(reading: Reading) -> set[str]:
    text = " ".join(reading.summary_words + reading.description_words)
    return {text[start : start + _RUN] for start in range(len(text) - _RUN + 1)}


@cache
def _empty() -> "MinHash":
    from datasketch import MinHash

    # 32-bit values, so that they fit their places; the library's other schemes have wider ones.
    return MinHash(num_perm=PLACES, seed=_SEED, hashfunc=_hash, scheme="affine32")


def _hash(run: bytes) -> int:
    from sklearn.utils import murmurhash3_32

    return murmurhash3_32(run, positive=True)
