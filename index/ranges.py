"""Parts of a file: what a Range header asks for (RFC 9110, section 14)."""

import io
import os
import re
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_ONE_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))")


class NotSatisfiable(Exception):  # noqa: N818 - the standard's word
    """The range begins behind the end of the file."""


def parse(header: str, size_bytes: int) -> range | None:
    """The bytes asked for; None where the whole file is the answer: no range, several, or one not understood.

    :raises NotSatisfiable: no byte of the file is in the range.
    """
    match = _ONE_RANGE.fullmatch(header.strip())
    if match is None:
        return None
    first, last, suffix = match.groups()
    if suffix is not None:
        start, stop = max(size_bytes - int(suffix), 0), size_bytes
    else:
        start, stop = int(first), min(int(last) + 1, size_bytes) if last else size_bytes
        if last and int(last) < int(first):
            return None
    if start >= stop:
        raise NotSatisfiable
    return range(start, stop)


class Section(io.RawIOBase):
    """The bytes of `file` in `part`, as a file of its own; closing it closes `file`."""

    def __init__(self, file: IO[bytes], part: range) -> None:
        self.file = file
        self.part = part
        self.position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self.position, os.SEEK_END: len(self.part)}[whence]
        self.position = max(origin + offset, 0)
        return self.position

    def tell(self) -> int:
        return self.position

    def readinto(self, buffer: "WriteableBuffer") -> int:
        wanted = memoryview(buffer)[: max(len(self.part) - self.position, 0)]
        self.file.seek(self.part.start + self.position)
        content = self.file.read(len(wanted))
        wanted[: len(content)] = content
        self.position += len(content)
        return len(content)

    def close(self) -> None:
        self.file.close()
        super().close()
