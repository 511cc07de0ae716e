"""RECORD: the wheel's own list of its files, which must be true (PEP 376, PEP 427)."""

import base64
import binascii
import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from index.distributions.archives.limits import MAX_MEMBERS
from index.distributions.archives.zip_content import iter_content, read_content
from index.distributions.archives.zip_layout import ZipEntry
from index.distributions.invalid import malformed, quoted

MAX_RECORD_BYTES = 16 * 1024 * 1024
MAX_LINE_CHARACTERS = 4_096

SIGNATURES = ("RECORD.jws", "RECORD.p7s")
_ALGORITHMS = frozenset(("sha256", "sha384", "sha512"))  # PEP 427: sha256 or better


@dataclass(frozen=True, slots=True)
class _Row:
    """What RECORD says of one file; `size_bytes` is None where it says nothing."""

    algorithm: str
    digest: bytes
    size_bytes: int | None


def check_record(file: BinaryIO, by_path: dict[str, ZipEntry], *, dist_info: str) -> None:
    """Every file is listed with its digest and size, nothing else is; RECORD and its signatures are exempt.

    Reads every byte of the archive, and so holds every entry to its checksum too.

    :raises InvalidDistribution: naming the first file that is missing, extra or different.
    """
    record = f"{dist_info}/RECORD"
    if record not in by_path:
        raise malformed(f"The wheel has no {quoted(record)}")
    exempt = {record, *(f"{dist_info}/{name}" for name in SIGNATURES)}
    rows = _rows(read_content(file, by_path[record], max_bytes=MAX_RECORD_BYTES), exempt=exempt)
    if extra := sorted(rows.keys() - by_path.keys()):
        raise malformed(f"RECORD lists {quoted(extra[0])}, which is not in the wheel")
    for path, entry in by_path.items():
        if path in rows:
            _check_content(file, entry, rows[path])
        elif path in exempt:
            _read_through(file, entry)
        else:
            raise malformed(f"The wheel has {quoted(path)}, which RECORD does not list")


def _check_content(file: BinaryIO, entry: ZipEntry, row: _Row) -> None:
    hasher = hashlib.new(row.algorithm)
    for chunk in iter_content(file, entry):
        hasher.update(chunk)
    if hasher.digest() != row.digest or row.size_bytes not in (None, entry.size_bytes):
        raise malformed(f"{quoted(entry.name)} in the wheel is not the file that RECORD describes")


def _read_through(file: BinaryIO, entry: ZipEntry) -> None:
    for _chunk in iter_content(file, entry):
        pass


def _rows(raw: bytes, *, exempt: set[str]) -> dict[str, _Row]:
    rows: dict[str, _Row] = {}
    for path, described, size in _cells(raw):
        if path in rows:
            raise malformed(f"RECORD lists {quoted(path)} twice")
        if path not in exempt:
            rows[path] = _row(path, described, size)
    return rows


def _cells(raw: bytes) -> Iterator[tuple[str, str, str]]:
    """Path, digest and size of each line, as written."""
    try:
        for cells in csv.reader(_lines(raw.decode("utf-8")), strict=True):
            if len(cells) != 3:  # noqa: PLR2004 - path, digest, size: PEP 376
                line = ",".join(cells)
                raise malformed(f"RECORD has the line {quoted(line)}, which is not path, digest and size")
            path, described, size = cells
            yield path, described, size
    except (UnicodeDecodeError, csv.Error) as exc:
        raise malformed("RECORD is not a table of comma-separated values in UTF-8") from exc


def _lines(text: str) -> Iterator[str]:
    """One at a time and bounded: a list of all of them would take many times the memory of the text."""
    for number, line in enumerate(io.StringIO(text)):
        if number > MAX_MEMBERS:
            raise malformed(f"RECORD lists more than {MAX_MEMBERS} files")
        if len(line) > MAX_LINE_CHARACTERS:
            raise malformed(f"RECORD has a line of more than {MAX_LINE_CHARACTERS} characters")
        if not line.isspace():
            yield line


def _row(path: str, described: str, size: str) -> _Row:
    algorithm, _, encoded = described.partition("=")
    if algorithm not in _ALGORITHMS:
        raise malformed(f"RECORD has no SHA-256 digest, or better, of {quoted(path)}")
    if size and not (size.isascii() and size.isdecimal() and len(size) <= len(str(2**63))):
        raise malformed(f"RECORD has the size {quoted(size)} of {quoted(path)}, which is not a number")
    try:
        # URL-safe and without padding, by PEP 376; some tools pad.
        unpadded = encoded.rstrip("=")
        digest = base64.b64decode(unpadded + "=" * (-len(unpadded) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as exc:
        raise malformed(f"RECORD has a digest of {quoted(path)} that is not in URL-safe base 64") from exc
    return _Row(algorithm, digest, int(size) if size else None)
