"""The archive reader: whatever the bytes, a sentence, or what `zipfile` and `tarfile` read too."""

import gzip
import io
import re
import tarfile
import zipfile

from index.distributions import archives, filenames
from index.distributions.invalid import InvalidDistribution
from tests.distributions import core_metadata, make_sdist, plain_member, tar_bytes, wheel_entries, zip_bytes
from tests.hostile_distributions import END, forged_wheel, zeros_gzipped

FOLDER = "sampleproject-1.0"
WHEEL = filenames.parse(f"{FOLDER}-py3-none-any.whl")
SDIST = filenames.parse(f"{FOLDER}.tar.gz")
DIST_INFO = f"{FOLDER}.dist-info"

# The first byte of an input says what the rest is.
A_WHEEL, A_MENDED_WHEEL, A_TAR, A_MENDED_TAR, A_GZIP, PARTS_OF_A_WHEEL = range(6)
KINDS_OF_WHEEL = (A_WHEEL, A_MENDED_WHEEL, PARTS_OF_A_WHEEL)
SEPARATOR = b"\n\0\n"
# What other words stand in the place of: what `packaging` adds, quotations, figures.
_FIELD_S_TALE = re.compile(r"(?<=is not valid: ).*")
_QUOTED = re.compile(r"'.*'|\".*\"|[0-9]+")


def seeds() -> list[bytes]:
    entries = wheel_entries(extra_files={"{dist_info}/entry_points.txt": "[console_scripts]\na = b:c\n"})
    parts = [entries[f"{DIST_INFO}/{name}"] for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt")]
    long_names = [plain_member(f"{FOLDER}/{'long/' * 40}x", b"x"), plain_member(f"{FOLDER}/é", b"x")]
    tars = [
        gzip.decompress(make_sdist(extra_members=long_names)[1]),
        tar_bytes([plain_member(f"{FOLDER}/PKG-INFO", core_metadata()), *long_names], tarfile.GNU_FORMAT),
        tar_bytes([plain_member(f"{FOLDER}/PKG-INFO", core_metadata())], tarfile.USTAR_FORMAT),
    ]
    return [
        *(
            bytes([how]) + wheel
            for how in (A_WHEEL, A_MENDED_WHEEL)
            for wheel in (zip_bytes(entries), forged_wheel())
        ),
        *(bytes([how]) + tar for how in (A_TAR, A_MENDED_TAR) for tar in tars),
        bytes([A_GZIP]) + make_sdist()[1],
        bytes([A_GZIP]) + zeros_gzipped(8 * 2**20, before=tars[2][:-1024]),
        bytes([PARTS_OF_A_WHEEL]) + SEPARATOR.join(parts),
        bytes([PARTS_OF_A_WHEEL]) + SEPARATOR.join([*parts[:2], b"", parts[3]]),
    ]


def run(data: bytes) -> str:
    """What became of an input: the sentence without what it quotes, or that it was accepted."""
    how, payload = (data[0] % 6, data[1:]) if data else (A_GZIP, b"")
    content = _archive(how, payload)
    parsed = WHEEL if how in KINDS_OF_WHEEL else SDIST
    try:
        inspected = archives.inspect(io.BytesIO(content), parsed)
    except InvalidDistribution as exc:
        return sentence_without_quotations(exc)
    (_compare_with_zipfile if parsed is WHEEL else _compare_with_tarfile)(content, inspected)
    return f"accepted {parsed.kind}"


def sentence_without_quotations(exc: InvalidDistribution) -> str:
    sentence = str(exc)
    assert sentence.isascii(), sentence
    assert sentence.isprintable(), sentence
    return without_quotations(sentence)


def without_quotations(sentence: str) -> str:
    return _QUOTED.sub("…", _FIELD_S_TALE.sub("…", sentence))


def _archive(how: int, payload: bytes) -> bytes:
    if how == A_TAR:
        return gzip.compress(payload, 1)
    if how == A_MENDED_TAR:
        return gzip.compress(_with_true_checksums(payload), 1)
    if how == A_MENDED_WHEEL:
        return _with_true_end(payload)
    return _wheel_of(payload.split(SEPARATOR)) if how == PARTS_OF_A_WHEEL else payload


def _with_true_checksums(tar: bytes) -> bytes:
    """The same headers, each with the checksum that fits: else all that is changed in one is a damaged header."""
    blocks = [tar[start : start + 512] for start in range(0, len(tar), 512)]
    return b"".join(_with_true_checksum(block) if block[257:262] == b"ustar" else block for block in blocks)


def _with_true_checksum(header: bytes) -> bytes:
    total = sum(header[:148]) + sum(b" " * 8) + sum(header[156:])
    return header[:148] + b"%06o\0 " % total + header[156:]


def _with_true_end(archive: bytes) -> bytes:
    """The same entries, with an end record that says where the directory is, whatever was inserted before it."""
    start, end = archive.find(b"PK\1\2"), archive.rfind(b"PK\5\6")
    if not 0 <= start < end:
        return archive
    count = archive.count(b"PK\1\2", start, end)
    return archive[:end] + END.pack(b"PK\5\6", 0, 0, count, count, end - start, start, 0)


def _wheel_of(parts: list[bytes]) -> bytes:
    """A sound archive around any METADATA, WHEEL, RECORD and entry points; an empty RECORD is made to fit."""
    metadata, wheel_file, record, entry_points = [*parts, b"", b"", b"", b""][:4]
    extra = {"{dist_info}/entry_points.txt": entry_points} if entry_points else {}
    return zip_bytes(
        wheel_entries(metadata=metadata, wheel_file=wheel_file, record=record or None, extra_files=extra)
    )


def _compare_with_zipfile(content: bytes, inspected: archives.Inspected) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == inspected.members
        metadata = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        assert archive.read(metadata) == inspected.metadata_bytes


def _compare_with_tarfile(content: bytes, inspected: archives.Inspected) -> None:
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        assert len(archive.getmembers()) == inspected.members
        assert all(member.isreg() or member.isdir() for member in archive.getmembers())
        assert archive.extractfile(f"{FOLDER}/PKG-INFO").read() == inspected.metadata_bytes
