"""Where a ZIP archive's entries lie, by the rule that every reader must find the same ones.

Readers differ: some trust the central directory, some walk the local headers. `zipfile` takes the last end
record and ignores what lies before the first header, between entries and behind the end. So the file is
walked from byte 0, and refused unless the two views agree and cover every byte.
Source: APPNOTE.TXT 6.3.10, section 4.3.
"""

import os
import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from index.distributions.archives.limits import MAX_MEMBERS, MAX_PATH_BYTES, check_members
from index.distributions.archives.paths import check_distinct, check_path
from index.distributions.invalid import InvalidDistribution, malformed, quoted

STORED = 0
DEFLATED = 8

_END = struct.Struct("<4sHHHHIIH")
_CENTRAL = struct.Struct("<4sBBHHHHHIIIHHHHHII")
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_EXTRA = struct.Struct("<HH")
_ZIP64_SIZES = struct.Struct("<QQ")

_ZIP64 = 0xFFFFFFFF  # a size or offset of this value stands in a ZIP64 record instead
_ZIP64_EXTRA = 0x0001
_AMBIGUOUS_EXTRAS = {0x7075: "a second name", 0x6375: "a second comment", 0x9901: "AES encryption"}

_NEWEST_VERSION = 45  # tenths

_FLAG_UTF8 = 1 << 11
_FLAGS_HARMLESS = _FLAG_UTF8 | 0b110  # how hard the compressor tried
_FLAG_DESCRIPTOR = 1 << 3

# Names, extra fields and fixed parts of honest entries are well below 300 bytes.
_MAX_DIRECTORY_BYTES = MAX_MEMBERS * 512
_MAX_EXTRA_BYTES = 1_024
_DOS_DIRECTORY = 0x10


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One member: its content lies in `compressed_bytes` bytes from `data_offset`."""

    name: str
    method: int
    crc32: int
    compressed_bytes: int
    size_bytes: int
    data_offset: int

    @property
    def is_directory(self) -> bool:
        return self.name.endswith("/")


@dataclass(frozen=True, slots=True)
class _Central:
    """One record of the central directory."""

    raw_name: bytes
    flags: int
    method: int
    crc32: int
    compressed_bytes: int
    size_bytes: int
    header_offset: int
    mode: int
    is_dos_directory: bool


def read_layout(file: BinaryIO) -> tuple[ZipEntry, ...]:
    """The entries of a ZIP archive, in the order of their bytes.

    :raises InvalidDistribution: unless local headers and central directory agree and cover every byte.
    """
    count, directory_offset, directory = _read_directory(file)
    records = sorted(_central_records(directory), key=lambda record: record.header_offset)
    if len(records) != count:
        raise malformed(
            f"The ZIP archive's end record counts {count} entries, its directory has {len(records)}"
        )
    entries = []
    position = 0
    for record in records:
        if record.header_offset != position:
            raise malformed(f"The ZIP archive has bytes that belong to no entry at offset {position}")
        entry = _read_entry(file, record)
        entries.append(entry)
        position = entry.data_offset + entry.compressed_bytes
    if position != directory_offset:
        raise malformed(f"The ZIP archive has bytes that belong to no entry at offset {position}")
    check_distinct(entry.name for entry in entries)
    return tuple(entries)


def _read_directory(file: BinaryIO) -> tuple[int, int, bytes]:
    """The end record's count of entries, the central directory's offset and its bytes."""
    end_offset = file.seek(0, os.SEEK_END) - _END.size
    if end_offset < 0:
        raise malformed("The file is too short for a ZIP archive")
    end = _read_struct(file, _END, end_offset)
    signature, disk, directory_disk, count_here, count, size, offset, comment = end
    if signature != b"PK\x05\x06" or comment:
        raise malformed("The file is not a ZIP archive, or has a comment or other bytes after its end record")
    if _ZIP64 in (size, offset) or count == 0xFFFF:  # noqa: PLR2004 - as _ZIP64, in 16 bits
        raise malformed("The ZIP archive has a ZIP64 end record, which no distribution of our sizes needs")
    if disk or directory_disk or count_here != count:
        raise malformed("The ZIP archive is one part of several")
    if offset + size != end_offset:
        raise malformed("The ZIP archive's directory does not end where its end record starts")
    check_members(count)
    if size > _MAX_DIRECTORY_BYTES:
        raise malformed(f"The ZIP archive's directory is larger than {_MAX_DIRECTORY_BYTES} bytes")
    return count, offset, _read_exactly(file, size, offset)


def _central_records(directory: bytes) -> Iterator[_Central]:
    position = 0
    while position < len(directory):
        if position + _CENTRAL.size > len(directory):
            raise malformed("The ZIP archive's directory is cut off")
        record = _CENTRAL.unpack_from(directory, position)
        name_end = position + _CENTRAL.size + record[11]
        extra_end = name_end + record[12]
        if record[0] != b"PK\x01\x02" or extra_end > len(directory):
            raise malformed("The ZIP archive's directory is damaged")
        yield _central(record, directory[name_end - record[11] : name_end], directory[name_end:extra_end])
        position = extra_end


def _central(record: tuple, raw_name: bytes, raw_extra: bytes) -> _Central:
    _, _made_by, _system, needed, flags, method, _time, _date, crc32, compressed, size = record[:11]
    comment_length, disk, _internal, external, header_offset = record[13:]
    if comment_length or disk:
        raise malformed(f"The ZIP entry {quoted(raw_name)} has a comment or lies on another disk")
    _check_version(f"The ZIP entry {quoted(raw_name)}", needed)
    extra = _extra_fields(raw_name, raw_extra)
    if _ZIP64 in (compressed, size, header_offset) or _ZIP64_EXTRA in extra:
        raise malformed(f"The ZIP entry {quoted(raw_name)} has ZIP64 fields in the directory")
    return _Central(
        raw_name=raw_name,
        flags=flags,
        method=method,
        crc32=crc32,
        compressed_bytes=compressed,
        size_bytes=size,
        header_offset=header_offset,
        mode=external >> 16,
        is_dos_directory=bool(external & _DOS_DIRECTORY),
    )


def _read_entry(file: BinaryIO, record: _Central) -> ZipEntry:
    """Compare the local header with the directory's record, and both with what distributions may hold."""
    what = f"The ZIP entry {quoted(record.raw_name)}"
    header = _read_struct(file, _LOCAL, record.header_offset)
    signature, needed, flags, method, _time, _date, crc32, compressed, size, name_length, extra_length = (
        header
    )
    if signature != b"PK\x03\x04":
        raise malformed(f"{what} has no local header at offset {record.header_offset}")
    if name_length > MAX_PATH_BYTES or extra_length > _MAX_EXTRA_BYTES:
        raise malformed(f"{what} has a local header that is too long")
    _check_version(what, needed)
    tail = _read_exactly(file, name_length + extra_length, record.header_offset + _LOCAL.size)
    compressed, size = _local_sizes(record.raw_name, compressed, size, tail[name_length:])
    local = (tail[:name_length], flags, method, crc32, compressed, size)
    central = (
        record.raw_name,
        record.flags,
        record.method,
        record.crc32,
        record.compressed_bytes,
        record.size_bytes,
    )
    _check_flags(what, flags | record.flags)
    if local != central:
        raise malformed(f"{what} is described in two ways, in its local header and in the directory")
    entry = ZipEntry(
        name=_decoded_name(record),
        method=method,
        crc32=crc32,
        compressed_bytes=compressed,
        size_bytes=size,
        data_offset=record.header_offset + _LOCAL.size + len(tail),
    )
    _check_kind(what, entry, record)
    return entry


def _local_sizes(raw_name: bytes, compressed: int, size: int, raw_extra: bytes) -> tuple[int, int]:
    """The sizes of a local header: some writers put them in a ZIP64 field, as well or instead."""
    zip64 = _extra_fields(raw_name, raw_extra).get(_ZIP64_EXTRA)
    if zip64 is None:
        return compressed, size
    if len(zip64) != _ZIP64_SIZES.size:
        raise malformed(f"The ZIP entry {quoted(raw_name)} has a damaged ZIP64 field")
    zip64_size, zip64_compressed = _ZIP64_SIZES.unpack(zip64)
    if (compressed, size) not in ((_ZIP64, _ZIP64), (zip64_compressed, zip64_size)):
        raise malformed(
            f"The ZIP entry {quoted(raw_name)} has a ZIP64 field with other sizes than its header"
        )
    return zip64_compressed, zip64_size


def _extra_fields(raw_name: bytes, raw: bytes) -> dict[int, bytes]:
    fields: dict[int, bytes] = {}
    position = 0
    while position < len(raw):
        if position + _EXTRA.size > len(raw):
            raise malformed(f"The ZIP entry {quoted(raw_name)} has a damaged extra field")
        kind, length = _EXTRA.unpack_from(raw, position)
        start = position + _EXTRA.size
        position = start + length
        if position > len(raw) or kind in fields:
            raise malformed(f"The ZIP entry {quoted(raw_name)} has a damaged or repeated extra field")
        if kind in _AMBIGUOUS_EXTRAS:
            raise malformed(
                f"The ZIP entry {quoted(raw_name)} has {_AMBIGUOUS_EXTRAS[kind]} in an extra field"
            )
        fields[kind] = raw[start:position]
    return fields


def _check_version(what: str, needed: int) -> None:
    """Readers refuse what they take to be of a later version; stored, deflated and ZIP64 need 4.5 at most."""
    if needed > _NEWEST_VERSION:
        raise malformed(f"{what} needs a later version of the ZIP format")


def _check_flags(what: str, flags: int) -> None:
    if flags & _FLAG_DESCRIPTOR:
        raise malformed(f"{what} has its sizes after its data, in a data descriptor")
    if flags & ~_FLAGS_HARMLESS:
        raise malformed(f"{what} is encrypted or patched")


def _check_kind(what: str, entry: ZipEntry, record: _Central) -> None:
    check_path(entry.name)
    if entry.method not in (STORED, DEFLATED):
        raise malformed(f"{what} is neither stored nor deflated")
    if entry.method == STORED and entry.compressed_bytes != entry.size_bytes:
        raise malformed(f"{what} is stored with two different sizes")
    expected = stat.S_IFDIR if entry.is_directory else stat.S_IFREG
    if stat.S_IFMT(record.mode) not in (0, expected) or (record.is_dos_directory and not entry.is_directory):
        raise malformed(f"{what} is a link or another special file")
    if entry.is_directory and entry.size_bytes:
        raise malformed(f"{what} is a directory with content")


def _decoded_name(record: _Central) -> str:
    """Without the UTF-8 flag only ASCII means the same to every reader."""
    try:
        return record.raw_name.decode("utf-8" if record.flags & _FLAG_UTF8 else "ascii")
    except UnicodeDecodeError as exc:
        raise malformed(
            f"The ZIP entry {quoted(record.raw_name)} has a name that is not marked as UTF-8"
        ) from exc


def _read_struct(file: BinaryIO, layout: struct.Struct, offset: int) -> tuple:
    return layout.unpack(_read_exactly(file, layout.size, offset))


def _read_exactly(file: BinaryIO, size: int, offset: int) -> bytes:
    file.seek(offset)
    content = file.read(size)
    if len(content) != size:
        raise InvalidDistribution("The ZIP archive is cut off; upload the whole file.")
    return content
