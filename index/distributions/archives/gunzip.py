"""A gzip file read forward in pieces of a given size, with every byte that comes out counted."""

import os
import zlib
from typing import BinaryIO

from index.distributions.archives.limits import CHUNK_BYTES, check_unpacked
from index.distributions.invalid import InvalidDistribution, malformed

_WITH_GZIP_HEADER = 16 + zlib.MAX_WBITS


class Gunzip:
    """Reads the content of one gzip member that is the whole file (RFC 1952).

    Holds at most two chunks in memory; the limits on size and ratio act while reading.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._packed_bytes = file.seek(0, os.SEEK_END)
        file.seek(0)
        self._file = file
        self._inflater = zlib.decompressobj(_WITH_GZIP_HEADER)
        self._ready = b""  # inflated, and handed out up to `_taken`
        self._taken = 0
        self.unpacked_bytes = 0

    @property
    def position(self) -> int:
        """How many bytes of the content have been read or skipped."""
        return self.unpacked_bytes - len(self._ready) + self._taken

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer only at the end.

        :raises InvalidDistribution: for damaged data, for limits passed, for bytes after the end.
        """
        parts = []
        while size and (part := self._part(size)):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Read and forget the next `size` bytes; the number of bytes that were there."""
        left = size
        while left and (part := self._part(left)):
            left -= len(part)
        return size - left

    def _part(self, size: int) -> bytes:
        if self._taken == len(self._ready):
            self._ready, self._taken = self._inflate(), 0
        part = self._ready[self._taken : self._taken + size]
        self._taken += len(part)
        return part

    def _inflate(self) -> bytes:
        """The next chunk of content, empty at the end."""
        try:
            while not self._inflater.eof:
                packed = self._inflater.unconsumed_tail or self._file.read(CHUNK_BYTES)
                chunk = self._inflater.decompress(packed, CHUNK_BYTES)
                if chunk:
                    self.unpacked_bytes += len(chunk)
                    check_unpacked(self.unpacked_bytes, packed_bytes=self._packed_bytes)
                    return chunk
                if not packed and not self._inflater.eof:
                    raise InvalidDistribution("The gzip data is cut off; upload the whole file.")
        except zlib.error as exc:
            raise malformed("The file is not a gzip file, or is damaged") from exc
        if self._inflater.unused_data or self._file.read(1):
            raise malformed("The file has bytes after the end of its gzip data")
        return b""
