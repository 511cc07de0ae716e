"""Archives no build tool writes: ZIP and tar files put together field by field, any field made to lie."""

import gzip
import struct
import tarfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.distributions import core_metadata, plain_member, tar_bytes, wheel_entries

LOCAL = struct.Struct("<4sHHHHHIIIHH")
CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
END = struct.Struct("<4sHHHHIIH")
UNIX = 3 << 8
BLOCK_BYTES = 512


@dataclass(frozen=True, kw_only=True)
class Member:
    """One ZIP entry. `local` and `central` replace fields of the two headers by name, see `_HONEST`."""

    name: bytes
    content: bytes = b""
    method: int = zlib.DEFLATED
    flags: int = 0
    mode: int = 0o100644
    data: bytes | None = None  # what lies in the archive; None for the content, compressed by `method`
    after: bytes = b""  # bytes between this entry and the next
    extra: bytes = b""  # in both headers
    local: Mapping[str, object] = field(default_factory=dict)
    central: Mapping[str, object] = field(default_factory=dict)

    @property
    def packed(self) -> bytes:
        if self.data is not None:
            return self.data
        return deflated(self.content) if self.method == zlib.DEFLATED else self.content

    def header(self, offset: int, lies: Mapping[str, object]) -> dict[str, object]:
        """The fields of a header, of which a local one has a part, with `lies` in place of the true ones."""
        return {
            "flags": self.flags,
            "method": self.method,
            "crc32": zlib.crc32(self.content),
            "compressed": len(self.packed),
            "size": len(self.content),
            "name": self.name,
            "extra": self.extra,
            "comment": b"",
            "disk": 0,
            "external": self.mode << 16,
            "offset": offset,
        } | dict(lies)


def members_of(entries: Mapping[str, bytes]) -> list[Member]:
    """Honest members for the entries of a wheel."""
    return [Member(name=path.encode(), content=content) for path, content in entries.items()]


def forged_wheel(*more: Member, replace: Mapping[str, Mapping] | None = None, **archive: object) -> bytes:
    """The sample wheel's archive with members put behind its own.

    :param replace: by the end of a path, the fields of that member to set.
    :param archive: as for `forged_zip`.
    """
    members = members_of(wheel_entries())
    for end, fields in (replace or {}).items():
        members = [
            Member(**{"name": m.name, "content": m.content} | fields) if m.name.decode().endswith(end) else m
            for m in members
        ]
    return forged_zip([*members, *more], **archive)


def forged_zip(
    members: Sequence[Member],
    *,
    prefix: bytes = b"",
    before_directory: bytes = b"",
    before_end: bytes = b"",
    end: Mapping[str, int] | None = None,
    trailing: bytes = b"",
) -> bytes:
    """A ZIP archive; `end` replaces fields of the end record by name."""
    body, directory = prefix, b""
    for member in members:
        local = member.header(len(body), member.local)
        central = member.header(len(body), member.central)
        body += _local_header(local) + member.packed + member.after
        directory += _central_record(central)
    body += before_directory
    fields = {
        "disk": 0,
        "count_here": len(members),
        "count": len(members),
        "size": len(directory),
        "offset": len(body),
        "comment": 0,
    } | (end or {})
    record = END.pack(
        b"PK\x05\x06",
        fields["disk"],
        0,
        fields["count_here"],
        fields["count"],
        fields["size"],
        fields["offset"],
        fields["comment"],
    )
    return body + directory + before_end + record + trailing


def deflated(content: bytes) -> bytes:
    """Raw deflate, as ZIP entries hold it."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush()


def extra_field(kind: int, content: bytes) -> bytes:
    """One extra field of a ZIP header."""
    return struct.pack("<HH", kind, len(content)) + content


def zeros_deflated(size_bytes: int) -> tuple[bytes, int]:
    """Raw deflate of so many zeros, and their CRC-32, without ever holding them."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    chunk = bytes(1024 * 1024)
    packed, crc32 = b"", 0
    for _ in range(size_bytes // len(chunk)):
        packed += compressor.compress(chunk)
        crc32 = zlib.crc32(chunk, crc32)
    return packed + compressor.flush(), crc32


def zeros_gzipped(size_bytes: int, *, before: bytes = b"") -> bytes:
    """A gzip file of `before` and so many zeros, without ever holding them."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    chunk = bytes(1024 * 1024)
    packed = [compressor.compress(before)]
    packed += [compressor.compress(chunk) for _ in range(size_bytes // len(chunk))]
    return b"".join([*packed, compressor.flush()])


def tar_member(
    path: str, kind: bytes = tarfile.REGTYPE, *, target: str = ""
) -> tuple[tarfile.TarInfo, bytes]:
    """An empty member of any kind for `tar_bytes` and `make_sdist`."""
    info = tarfile.TarInfo(path)
    info.type = kind
    info.linkname = target
    return info, b""


def tar_header(path: str, kind: bytes = tarfile.REGTYPE, *, size: int = 0, **raw: bytes) -> bytes:
    """One header block in GNU format, checksum made to fit.

    :param raw: bytes to lay over the block, by the name of the field: `size_field`, `magic`, `prefix`.
    """
    info = tarfile.TarInfo(path)
    info.type = kind
    info.size = size
    block = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    for name, content in raw.items():
        start = {"size_field": 124, "magic": 257, "prefix": 345}[name]
        block[start : start + len(content)] = content
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def extended(kind: bytes, payload: bytes, *, claimed_size: int | None = None) -> bytes:
    """An extended tar header and its payload, padded to whole blocks."""
    size = len(payload) if claimed_size is None else claimed_size
    padding = bytes(-len(payload) % BLOCK_BYTES)
    return tar_header("././@Extended", kind, size=size) + payload + padding


def pax_record(keyword: str, value: str) -> bytes:
    """One line of a pax header, its own length in front."""
    rest = f" {keyword}={value}\n".encode()
    length = len(rest) + 1
    while len(str(length)) + len(rest) != length:
        length = len(str(length)) + len(rest)
    return str(length).encode() + rest


def forged_sdist(*blocks: bytes, end: bytes = bytes(2 * BLOCK_BYTES)) -> bytes:
    """The sample sdist with raw tar blocks before the end, which is `end`."""
    honest = tar_bytes([plain_member("sampleproject-1.0/PKG-INFO", core_metadata())])
    members = honest[: BLOCK_BYTES * 2]
    return gzip.compress(members + b"".join(blocks) + end, mtime=0)


def _local_header(fields: Mapping) -> bytes:
    header = LOCAL.pack(
        b"PK\x03\x04",
        20,
        fields["flags"],
        fields["method"],
        0,
        0,
        fields["crc32"],
        fields["compressed"],
        fields["size"],
        len(fields["name"]),
        len(fields["extra"]),
    )
    return header + fields["name"] + fields["extra"]


def _central_record(fields: Mapping) -> bytes:
    record = CENTRAL.pack(
        b"PK\x01\x02",
        UNIX | 20,
        20,
        fields["flags"],
        fields["method"],
        0,
        0,
        fields["crc32"],
        fields["compressed"],
        fields["size"],
        len(fields["name"]),
        len(fields["extra"]),
        len(fields["comment"]),
        fields["disk"],
        0,
        fields["external"],
        fields["offset"],
    )
    return record + fields["name"] + fields["extra"] + fields["comment"]
