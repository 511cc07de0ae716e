"""The content of a ZIP entry, a chunk at a time, and never more of it than declared."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from index.distributions.archives.limits import CHUNK_BYTES
from index.distributions.archives.zip_layout import STORED, ZipEntry
from index.distributions.invalid import malformed, quoted


def iter_content(file: BinaryIO, entry: ZipEntry) -> Iterator[bytes]:
    """The content in chunks of a bounded size.

    :raises InvalidDistribution: where it is damaged, or its size or checksum is not the declared one.
    """
    chunks = _stored(file, entry) if entry.method == STORED else _inflated(file, entry)
    size_bytes = 0
    crc32 = 0
    for chunk in chunks:
        size_bytes += len(chunk)
        if size_bytes > entry.size_bytes:
            break
        crc32 = zlib.crc32(chunk, crc32)
        yield chunk
    if size_bytes != entry.size_bytes:
        raise malformed(f"The ZIP entry {quoted(entry.name)} has another size than its header says")
    if crc32 != entry.crc32:
        raise malformed(f"The ZIP entry {quoted(entry.name)} does not match its checksum")


def read_content(file: BinaryIO, entry: ZipEntry, *, max_bytes: int) -> bytes:
    """The whole content of a small entry.

    :raises InvalidDistribution: above `max_bytes`, which are not read, or as `iter_content`.
    """
    if entry.size_bytes > max_bytes:
        raise malformed(f"The ZIP entry {quoted(entry.name)} is larger than {max_bytes} bytes")
    return b"".join(iter_content(file, entry))


def _stored(file: BinaryIO, entry: ZipEntry) -> Iterator[bytes]:
    file.seek(entry.data_offset)
    left = entry.compressed_bytes
    while left and (chunk := file.read(min(left, CHUNK_BYTES))):
        left -= len(chunk)
        yield chunk


def _inflated(file: BinaryIO, entry: ZipEntry) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for packed in _stored(file, entry):
            pending = packed
            while pending and not inflater.eof:
                yield inflater.decompress(pending, CHUNK_BYTES)
                pending = inflater.unconsumed_tail
            if inflater.unused_data or pending:
                raise malformed(f"The ZIP entry {quoted(entry.name)} has bytes after the end of its data")
        while not inflater.eof:
            rest = inflater.decompress(b"", CHUNK_BYTES)
            if not rest and not inflater.eof:
                raise malformed(f"The ZIP entry {quoted(entry.name)} has data that is cut off")
            yield rest
    except zlib.error as exc:
        raise malformed(f"The ZIP entry {quoted(entry.name)} has damaged data") from exc
