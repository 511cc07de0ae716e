"""What is in a distribution file apart from name, version and dates, so that a thousand empty projects are one. Pure.

Only small files are read, and of them bounded parts: what is large was not made a thousand times by a script, and the
archive was looked through when it was uploaded. What cannot be read has no keys.
"""

import hashlib
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Final

from moderation.campaigns.keys import Key, Kind

MAX_PACKED_BYTES: Final = 200_000
_MAX_MEMBERS: Final = 40
_MAX_MEMBER_BYTES: Final = 64_000
_MAX_FILE_KEYS: Final = 4
_LEAST_CODE_BYTES: Final = 200  # below this there is next to nothing in it
_DATES: Final = re.compile(rb"\b(?:19|20)\d\d-?\d\d-?\d\d(?:T[\d:.Z+-]+)?\b")
# What a tool writes, and what says again what others say: of these only which fields they have.
_DERIVED: Final = ("RECORD", "SOURCES.txt", "PKG-INFO", "METADATA", "WHEEL", "top_level.txt")
_HEADER: Final = re.compile(rb"^([A-Za-z-]+):", re.MULTILINE)


def keys_of_file(stream: IO[bytes], *, is_wheel: bool, name: str, version: str) -> list[Key]:
    """Keys of all that is in it, and of its largest code files; none where it cannot be read."""
    try:
        members = list(_members_of_wheel(stream) if is_wheel else _members_of_sdist(stream))
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        zlib.error,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ):
        return []
    if len(members) > _MAX_MEMBERS:
        return []
    plain = sorted(
        (_plain(path.encode(), name, version), _plain(data, name, version)) for path, data in members
    )
    code = [data for path, data in plain if path.endswith(b".py")]
    is_empty = sum(len(b"".join(data.split())) for data in code) < _LEAST_CODE_BYTES
    said = hashlib.sha256()
    for path, data in plain:
        base = path.rpartition(b"/")[2].decode("utf-8", "replace")
        said.update(path + b"\0" + (_headers(data) if base in _DERIVED else data) + b"\0")
    keys = [Key(Kind.EMPTY if is_empty else Kind.CONTENTS, said.hexdigest())]
    large = sorted((data for data in code if len(data) >= _LEAST_CODE_BYTES), key=len, reverse=True)
    return keys + [Key(Kind.FILE, hashlib.sha256(data).hexdigest()) for data in large[:_MAX_FILE_KEYS]]


def _members_of_wheel(stream: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist()[: _MAX_MEMBERS + 1]:
            with archive.open(info) as member:
                yield info.filename, member.read(_MAX_MEMBER_BYTES)


def _members_of_sdist(stream: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=stream, mode="r|gz") as archive:
        for number, info in enumerate(archive):
            if number > _MAX_MEMBERS:
                return
            if info.isfile() and (member := archive.extractfile(info)):
                yield info.name, member.read(_MAX_MEMBER_BYTES)


def _plain(data: bytes, name: str, version: str) -> bytes:
    """Without the project's name in any spelling, its version and dates."""
    spelt = "[-_. ]+".join(re.escape(part) for part in re.split(r"[-_.]+", name) if part)
    data = re.sub(spelt.encode(), b"{name}", data, flags=re.IGNORECASE)
    data = re.sub(rb"(?<![\d.])" + re.escape(version.encode()) + rb"(?![\d]|\.\d)", b"{version}", data)
    return _DATES.sub(b"{date}", data)


def _headers(data: bytes) -> bytes:
    """Which fields a metadata file has, in order: what a tool or a script leaves behind."""
    return b",".join(_HEADER.findall(data.partition(b"\n\n")[0]))
