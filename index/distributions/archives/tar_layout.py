"""A tar archive read forward, member by member, in the one way in which all readers understand it.

Tar has three ways to say a long name and two to say a size, and readers differ in which one wins: what one
sees as content another takes for the next header. `tarfile` moreover reads an extended header into memory,
whatever its size. So headers are read here, and an archive is refused where it says anything in two ways.
Formats: POSIX.1-2001 pax and ustar, and the GNU format for names.
"""

import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass

from index.distributions.archives.gunzip import Gunzip
from index.distributions.archives.limits import check_members
from index.distributions.archives.paths import check_path
from index.distributions.invalid import InvalidDistribution, malformed, quoted

BLOCK_BYTES = 512
MAX_PAX_BYTES = 64 * 1024
MAX_LONG_NAME_BYTES = 4 * 1024
MAX_PADDING_BYTES = 1024 * 1024  # zeros after the end; tape blocks are of 10 KiB

_CUT_OFF = "The tar archive is cut off; upload the whole file."
_ZEROS = bytes(BLOCK_BYTES)
_SIZE = re.compile(rb" *([0-7]+)[ \0]*")  # `int` and `tarfile` take more: signs, underscores, binary
_GNU_MAGIC = b"ustar  \0"
_POSIX_MAGIC = b"ustar\x0000"
_PAX_RECORD = re.compile(rb"([1-9][0-9]{0,5}) ([^=\n\0]+)=")
_EXTENDED = frozenset((tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME))
# What changes how a member is read, and no build tool needs.
_REFUSED_KEYWORDS = frozenset(("linkpath", "hdrcharset"))


@dataclass(frozen=True, slots=True)
class TarMember:
    """A file, or a directory, whose path ends in a slash."""

    path: str
    size_bytes: int

    @property
    def is_directory(self) -> bool:
        return self.path.endswith("/")


def iter_members(stream: Gunzip) -> Iterator[TarMember]:
    """The members of a tar archive in order; when one is given, `stream` stands at its content.

    The caller may read the content, all or nothing of it, before asking for the next member.

    :raises InvalidDistribution: for links, devices, sparse files, unsafe paths, and for whatever readers
        disagree on.
    """
    count = 0
    extension: dict[str, bytes] | None = None
    while (block := _read_block(stream)) != _ZEROS:
        check_members(count := count + 1)
        header = _header(block)
        if extension is not None and header.type in _EXTENDED:
            raise malformed("The tar archive has two extended headers for one member")
        if header.type == tarfile.XGLTYPE:
            _check_global(_pax_records(stream, header))
        elif header.type in _EXTENDED:
            extension = _extension(stream, header)
        else:
            member = _member(header, extension or {})
            extension = None
            after = stream.position + _padded(member.size_bytes)
            yield member
            stream.skip(after - stream.position)
    if extension is not None:
        raise malformed("The tar archive ends after an extended header")
    _check_end(stream)


def _read_block(stream: Gunzip) -> bytes:
    block = stream.read(BLOCK_BYTES)
    if len(block) != BLOCK_BYTES:
        raise InvalidDistribution(_CUT_OFF)
    return block


def _padded(size: int) -> int:
    """Content fills whole blocks."""
    return -(-size // BLOCK_BYTES) * BLOCK_BYTES


def _header(block: bytes) -> tarfile.TarInfo:
    magic = block[257:265]
    if magic not in (_POSIX_MAGIC, _GNU_MAGIC):
        raise malformed("The tar archive is neither in POSIX nor in GNU format, or is damaged")
    if magic == _GNU_MAGIC and block[345:500].strip(b"\0"):
        raise malformed("The tar archive has a header that is both in POSIX and in GNU format")
    if not _SIZE.fullmatch(block[124:136]):
        raise malformed("The tar archive has a member whose size is not an octal number")
    try:
        return tarfile.TarInfo.frombuf(block, encoding="utf-8", errors="strict")
    except (tarfile.HeaderError, UnicodeDecodeError) as exc:
        raise malformed("The tar archive has a damaged header") from exc


def _member(header: tarfile.TarInfo, extension: dict[str, bytes]) -> TarMember:
    path = _decoded(extension["path"]) if "path" in extension else header.name
    what = f"The tar member {quoted(path)}"
    if extension.get("size", b"%d" % header.size) != b"%d" % header.size:
        raise malformed(f"{what} has two sizes, in its header and in an extended header")
    if header.issym() or header.islnk():
        # What a link gives depends on who unpacks it, where, and on what was unpacked before (PEP 721).
        raise InvalidDistribution(
            f"{what} is a link; put a copy of what it leads to in its place, or leave it out of the sdist, "
            "and build again."
        )
    if header.type not in (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.DIRTYPE):
        raise malformed(f"{what} is a device or another special file")
    if header.size and not header.isreg():
        raise malformed(f"{what} has content and is not a file")
    if header.isdir():
        path = path.rstrip("/") + "/"
    elif path.endswith("/"):
        raise malformed(f"{what} is named like a directory and is none")
    check_path(path)
    return TarMember(path, header.size)


def _extension(stream: Gunzip, header: tarfile.TarInfo) -> dict[str, bytes]:
    """What an extended header says of the next member, by pax keyword."""
    if header.type == tarfile.GNUTYPE_LONGNAME:
        return {"path": _payload(stream, header, MAX_LONG_NAME_BYTES).removesuffix(b"\0")}
    return _pax_records(stream, header)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise malformed(f"The tar archive has the name {quoted(raw)}, which is not UTF-8") from exc


def _check_global(records: dict[str, bytes]) -> None:
    """A global header may say what `git archive` says, a comment, but nothing of the members after it."""
    if records.keys() - {"comment"}:
        raise malformed("The tar archive has a global header that changes its members")


def _pax_records(stream: Gunzip, header: tarfile.TarInfo) -> dict[str, bytes]:
    """Keywords and values of an extended header: lines of length, blank, keyword, equals sign, value."""
    raw = _payload(stream, header, MAX_PAX_BYTES)
    records: dict[str, bytes] = {}
    position = 0
    while position < len(raw):
        match = _PAX_RECORD.match(raw, position)
        end = position + int(match[1]) if match else 0
        if match is None or end > len(raw) or end <= match.end() or raw[end - 1 : end] != b"\n":
            raise malformed("The tar archive has a damaged extended header")
        keyword = match[2].decode("utf-8", "replace")
        if keyword in records or keyword in _REFUSED_KEYWORDS or keyword.startswith("GNU.sparse"):
            raise malformed(
                f"The tar archive has an extended header with {quoted(keyword)}, which readers disagree on"
            )
        records[keyword] = raw[match.end() : end - 1]
        position = end
    return records


def _payload(stream: Gunzip, header: tarfile.TarInfo, max_bytes: int) -> bytes:
    if header.size > max_bytes:
        raise malformed(f"The tar archive has an extended header larger than {max_bytes} bytes")
    return stream.read(_padded(header.size))[: header.size]


def _check_end(stream: Gunzip) -> None:
    """After the first block of zeros: at least another one, and nothing else."""
    padding = stream.read(MAX_PADDING_BYTES)
    if len(padding) < BLOCK_BYTES:
        raise InvalidDistribution(_CUT_OFF)
    if padding.strip(b"\0") or stream.read(1):
        raise malformed("The tar archive has data after its end")
