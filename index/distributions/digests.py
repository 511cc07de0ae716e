"""The digests of a distribution file, all from one pass over its bytes."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

_CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Digests:
    """Lower-case hexadecimal digests, and the number of bytes they were made from."""

    sha256: str
    blake2b_256: str
    md5: str  # what older clients compare with; nothing here trusts it
    size_bytes: int


def hash_stream(file: BinaryIO) -> Digests:
    """Hash a seekable file from its first byte to its last; its position is then the end."""
    sha256 = hashlib.sha256()
    blake2b_256 = hashlib.blake2b(digest_size=32)
    md5 = hashlib.md5(usedforsecurity=False)
    size_bytes = 0
    file.seek(0)
    while chunk := file.read(_CHUNK_BYTES):
        for digest in (sha256, blake2b_256, md5):
            digest.update(chunk)
        size_bytes += len(chunk)
    return Digests(sha256.hexdigest(), blake2b_256.hexdigest(), md5.hexdigest(), size_bytes)


def sha256(content: bytes) -> str:
    """The SHA-256 digest of `content`, in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()
