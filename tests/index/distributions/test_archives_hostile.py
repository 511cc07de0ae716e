"""Archives made to deceive or exhaust: refused with a sentence, in bounded memory, never by another error."""

import gzip
import io
import tarfile
import tracemalloc

import pytest

from index.distributions import archives, filenames
from index.distributions.archives import limits
from index.distributions.invalid import InvalidDistribution
from tests.distributions import make_sdist, make_wheel, wheel_entries
from tests.hostile_distributions import (
    BLOCK_BYTES,
    Member,
    deflated,
    extended,
    extra_field,
    forged_sdist,
    forged_wheel,
    forged_zip,
    pax_record,
    tar_header,
    zeros_deflated,
    zeros_gzipped,
)

FOLDER = "sampleproject-1.0"
WHEEL = filenames.parse(f"{FOLDER}-py3-none-any.whl")
SDIST = filenames.parse(f"{FOLDER}.tar.gz")
MODULE = "sampleproject/shouting.py"
UTF8 = 1 << 11


def inspect(content, parsed):
    return archives.inspect(io.BytesIO(content), parsed)


def lying(**fields):
    """The sample wheel with fields of one entry's headers replaced."""
    return forged_wheel(replace={MODULE: fields})


def named(name, **fields):
    """The sample wheel with one more entry of any name."""
    return forged_wheel(Member(name=name, **fields))


def directory_alone(directory):
    """A ZIP archive of nothing but these bytes in the place of its directory."""
    return forged_zip([], prefix=directory, end={"offset": 0, "size": len(directory)})


def test_the_forger_builds_what_is_accepted_when_nothing_lies():
    assert inspect(forged_wheel(), WHEEL)
    assert inspect(forged_sdist(), SDIST)


LONE_ENTRY = forged_zip([Member(name=b"x")])
FORGED_LAYOUTS = {
    "bytes before the first entry": (forged_wheel(prefix=b"#!/bin/sh\n"), "belong to no entry at offset 0"),
    "bytes between entries": (lying(after=b"gap"), "belong to no entry"),
    "bytes before the directory": (forged_wheel(before_directory=b"gap"), "belong to no entry"),
    "bytes before the end record": (forged_wheel(before_end=b"gap"), "directory does not end where"),
    "bytes after the end record": (forged_wheel(trailing=b"gap"), "comment or other bytes after its end"),
    "two archives in one file": (forged_wheel() + forged_wheel(), "directory does not end where"),
    "an archive comment": (forged_wheel(end={"comment": 3}, trailing=b"abc"), "comment or other bytes"),
    "a comment claimed": (forged_wheel(end={"comment": 3}), "comment or other bytes"),
    "an entry not counted": (forged_wheel(end={"count": 4, "count_here": 4}), "counts 4 entries"),
    "counts that differ": (forged_wheel(end={"count_here": 1}), "one part of several"),
    "another disk": (forged_wheel(end={"disk": 1}), "one part of several"),
    "a ZIP64 end": (forged_wheel(end={"count": 0xFFFF, "count_here": 0xFFFF}), "ZIP64 end record"),
    "a directory elsewhere": (forged_wheel(end={"offset": 0}), "directory does not end where"),
    "too many entries": (
        forged_wheel(end={"count": 65_000, "count_here": 65_000}),
        "more than 50000 members",
    ),
    "another local name": (lying(local={"name": b"sampleproject/whispers.py"}), "described in two ways"),
    "another local size": (lying(local={"size": 1}), "described in two ways"),
    "another local packed size": (lying(local={"compressed": 1}), "described in two ways"),
    "another local checksum": (lying(local={"crc32": 1}), "described in two ways"),
    "another local method": (lying(local={"method": 0}), "described in two ways"),
    "another local flag": (lying(local={"flags": UTF8}), "described in two ways"),
    "an offset into another entry": (lying(central={"offset": 0}), "belong to no entry"),
    "a data descriptor": (lying(flags=8), "data descriptor"),
    "a data descriptor in one header": (lying(local={"flags": 8}), "data descriptor"),
    "encryption": (lying(flags=1), "encrypted or patched"),
    "an entry comment": (lying(central={"comment": b"hello"}), "has a comment"),
    "an entry on another disk": (lying(central={"disk": 1}), "on another disk"),
    "a second name": (lying(extra=extra_field(0x7075, b"\x01....other.py")), "a second name"),
    "an extra field given twice": (lying(extra=2 * extra_field(0x5455, b"")), "repeated extra field"),
    "an extra field that is too short": (lying(extra=b"UT\x09\x00"), "damaged or repeated extra field"),
    "an extra field cut off": (lying(extra=b"UT"), "damaged extra field"),
    "an extra field that is too long": (lying(extra=extra_field(0x5455, bytes(2000))), "that is too long"),
    "ZIP64 in the directory": (lying(extra=extra_field(1, bytes(16))), "ZIP64 fields in the directory"),
    "other sizes in a ZIP64 field": (
        lying(local={"extra": extra_field(1, bytes(16))}),
        "ZIP64 field with other sizes",
    ),
    "a ZIP64 field cut short": (lying(local={"extra": extra_field(1, bytes(8))}), "damaged ZIP64 field"),
    "an empty file": (b"", "too short for a ZIP archive"),
    "a directory of zeros": (directory_alone(bytes(46)), "directory is damaged"),
    "a directory cut off": (directory_alone(b"PK\x01\x02"), "directory is cut off"),
    "a directory that is too large": (directory_alone(bytes(26_000_000)), "directory is larger than"),
    "no local header": (b"PK\x03\x05" + forged_wheel()[4:], "has no local header at offset 0"),
    "a local name beyond the end": (LONE_ENTRY[:26] + b"\xe8\x03" + LONE_ENTRY[28:], "is cut off"),
    "a size of 4 GiB": (lying(central={"size": 0xFFFFFFFF}), "ZIP64 fields in the directory"),
}


@pytest.mark.parametrize(("content", "sentence"), FORGED_LAYOUTS.values(), ids=FORGED_LAYOUTS)
def test_a_zip_archive_that_two_readers_may_read_in_two_ways_is_refused(content, sentence):
    with pytest.raises(InvalidDistribution, match=sentence):
        inspect(content, WHEEL)


FORGED_ENTRIES = {
    "the same name twice": (named(MODULE.encode()), "two members named"),
    "the same name in upper case": (named(MODULE.upper().encode()), "two members named"),
    "a file and a folder of one name": (
        named(b"sampleproject/shouting.py/x"),
        "both as a file and as a directory",
    ),
    "the same name composed otherwise": (
        forged_wheel(
            *[Member(name=f"{name}.py".encode(), flags=UTF8) for name in ("caf\u00e9", "cafe\u0301")]
        ),
        "two members named",
    ),
    "a path without bottom": (named(b"a/" * 64 + b"x.py"), "more than 64 folders deep"),
    "a parent folder": (named(b"sampleproject/../../x.py"), "not a plain relative path"),
    "an absolute path": (named(b"/etc/x.py"), "is absolute"),
    "a drive": (named(b"C:x.py"), "is absolute"),
    "a backslash": (named(b"a\\x.py"), "control characters or backslashes"),
    "a NUL": (named(b"x.py\x00.txt"), "control characters or backslashes"),
    "an empty name": (named(b""), "not a plain relative path"),
    "an empty part": (named(b"a//x.py"), "not a plain relative path"),
    "a dot": (named(b"./x.py"), "not a plain relative path"),
    "a path without end": (named(b"x" * 1025), "header that is too long"),
    "a name not marked as UTF-8": (named("é.py".encode()), "not marked as UTF-8"),
    "a name that is not UTF-8": (named(b"\xff.py", flags=UTF8), "not marked as UTF-8"),
    "a link": (named(b"x.py", content=b"/etc/passwd", mode=0o120777), "a link or another special file"),
    "a device": (named(b"x.py", mode=0o020666), "a link or another special file"),
    "a directory with content": (named(b"x/", content=b"x", mode=0o040755), "directory with content"),
    "a file that is a directory": (named(b"x", mode=0o040755), "a link or another special file"),
    "a file that DOS takes for a directory": (named(b"x", central={"external": 0x10}), "special file"),
    "another compression": (lying(method=12, data=b""), "neither stored nor deflated"),
    "a stored entry of two sizes": (lying(method=0, data=b"x"), "stored with two different sizes"),
}


@pytest.mark.parametrize(("content", "sentence"), FORGED_ENTRIES.values(), ids=FORGED_ENTRIES)
def test_a_zip_entry_that_is_no_plain_file_at_a_plain_path_is_refused(content, sentence):
    with pytest.raises(InvalidDistribution, match=sentence):
        inspect(content, WHEEL)


def sized(size):
    return {"local": {"size": size}, "central": {"size": size}}


FORGED_DATA = {
    "more than it says": (lying(**sized(5)), "another size than its header says"),
    "less than it says": (lying(**sized(50_000)), "another size than its header says"),
    "no deflate data": (lying(data=b"\xff\xff\xff\xff"), "damaged data"),
    "data cut off": (lying(data=deflated(wheel_entries()[MODULE])[:-3]), "data that is cut off"),
    "bytes after its data": (
        lying(data=deflated(wheel_entries()[MODULE]) + b"gap"),
        "bytes after the end of its data",
    ),
}


@pytest.mark.parametrize(("content", "sentence"), FORGED_DATA.values(), ids=FORGED_DATA)
def test_a_zip_entry_whose_data_is_not_what_its_header_says_is_refused(content, sentence):
    with pytest.raises(InvalidDistribution, match=sentence):
        inspect(content, WHEEL)


def tar(*blocks, **end):
    return forged_sdist(*blocks, **end)


def pax(*records):
    return extended(tarfile.XHDTYPE, b"".join(pax_record(*record) for record in records))


FILE = tar_header(f"{FOLDER}/x")
FORGED_TARS = {
    "a pax header of 1 GiB": (
        tar(extended(tarfile.XHDTYPE, b"", claimed_size=2**30)),
        "header larger than 65536",
    ),
    "a long name of 1 GiB": (
        tar(extended(tarfile.GNUTYPE_LONGNAME, b"", claimed_size=2**30)),
        "larger than 4096",
    ),
    "a pax header that changes the size": (tar(pax(("size", "512")), FILE), "has two sizes"),
    "a pax header that spells the size otherwise": (tar(pax(("size", "+0")), FILE), "has two sizes"),
    "a pax header that changes the target": (tar(pax(("linkpath", "/")), FILE), "'linkpath', which readers"),
    "a global header before a member's own": (
        tar(pax(("path", "a")), extended(tarfile.XGLTYPE, pax_record("comment", "x")), FILE),
        "two extended headers",
    ),
    "a pax header with an empty name": (tar(pax(("path", "")), FILE), "not a plain relative path"),
    "a pax header given twice": (tar(pax(("path", "a")), pax(("path", "b")), FILE), "two extended headers"),
    "a pax header and a long name": (
        tar(pax(("path", "a")), extended(tarfile.GNUTYPE_LONGNAME, b"b\x00"), FILE),
        "two extended headers",
    ),
    "a pax keyword given twice": (
        tar(pax(("path", "a"), ("path", "b")), FILE),
        "'path', which readers disagree on",
    ),
    "a sparse file by pax": (tar(pax(("GNU.sparse.major", "1")), FILE), "which readers disagree on"),
    "a pax length that is too long": (
        tar(extended(tarfile.XHDTYPE, b"99 path=a\n"), FILE),
        "damaged extended header",
    ),
    "a pax length of zero": (tar(extended(tarfile.XHDTYPE, b"0 path=a\n"), FILE), "damaged extended header"),
    "a pax header without keyword": (
        tar(extended(tarfile.XHDTYPE, b"hello"), FILE),
        "damaged extended header",
    ),
    "a global header that renames": (
        tar(extended(tarfile.XGLTYPE, pax_record("path", "x")), FILE),
        "global header that changes its members",
    ),
    "a header for no member": (tar(pax(("path", "a"))), "ends after an extended header"),
    "a name that is not UTF-8": (tar(extended(tarfile.GNUTYPE_LONGNAME, b"\xff\x00"), FILE), "not UTF-8"),
    "a name with a NUL inside": (
        tar(extended(tarfile.GNUTYPE_LONGNAME, f"{FOLDER}/x\0/../y\0".encode()), FILE),
        "control characters",
    ),
    "a long name that leads out": (
        tar(pax(("path", f"{FOLDER}/../../x")), FILE),
        "not a plain relative path",
    ),
    "a path without end": (tar(pax(("path", f"{FOLDER}/{'x' * 1024}")), FILE), "longer than 1024 bytes"),
    "an absolute path": (tar(tar_header("/etc/x")), "is absolute"),
    "a parent folder": (tar(tar_header(f"{FOLDER}/../x")), "not a plain relative path"),
    "the same name twice": (tar(tar_header(f"{FOLDER}/PKG-INFO")), "two members named"),
    "the same name in upper case": (tar(FILE, tar_header(f"{FOLDER}/X")), "two members named"),
    "a file named like a directory": (tar(pax(("path", f"{FOLDER}/x/")), FILE), "named like a directory"),
    "a directory with content": (
        tar(tar_header(f"{FOLDER}/d", tarfile.DIRTYPE, size=512), bytes(512)),
        "has content",
    ),
    "a size in binary": (
        tar(tar_header(f"{FOLDER}/x", size_field=b"\x80" + bytes(11))),
        "not an octal number",
    ),
    "a size with a sign": (
        tar(tar_header(f"{FOLDER}/x", size_field=b"-0000000001\0")),
        "not an octal number",
    ),
    "a size in Python's spelling": (
        tar(tar_header(f"{FOLDER}/x", size_field=b"0o0000_0001\0")),
        "not an octal number",
    ),
    "two formats at once": (tar(tar_header("x", prefix=FOLDER.encode())), "both in POSIX and in GNU format"),
    "an old format": (tar(tar_header(f"{FOLDER}/x", magic=bytes(8))), "neither in POSIX nor in GNU format"),
    "a damaged checksum": (tar(FILE[:148] + b"0000000\0" + FILE[156:]), "damaged header"),
    "a member cut off": (tar(tar_header(f"{FOLDER}/x", size=9999), end=b""), "cut off"),
    "no end": (tar(end=b""), "cut off"),
    "half an end": (tar(end=bytes(BLOCK_BYTES)), "cut off"),
    "data after the end": (tar(end=bytes(2 * BLOCK_BYTES) + FILE), "data after its end"),
    "a block after half an end": (tar(end=bytes(BLOCK_BYTES) + FILE), "data after its end"),
    "endless padding": (tar(end=bytes(2 * 1024 * 1024)), "data after its end"),
    "two gzip members": (make_sdist()[1] + gzip.compress(b""), "bytes after the end of its gzip data"),
    "bytes after the gzip data": (make_sdist()[1] + b"gap", "bytes after the end of its gzip data"),
    "gzip data cut off": (make_sdist()[1][:-9], "cut off"),
    "no gzip data": (b"hello", "not a gzip file"),
    "a zip archive": (make_wheel()[1], "not a gzip file"),
    "an empty file": (b"", "cut off"),
}


@pytest.mark.parametrize(("content", "sentence"), FORGED_TARS.values(), ids=FORGED_TARS)
def test_a_tar_archive_that_two_readers_may_read_in_two_ways_is_refused(content, sentence):
    with pytest.raises(InvalidDistribution, match=sentence):
        inspect(content, SDIST)


def bomb_entry(size_bytes):
    """An entry of zeros as its headers say it is."""
    packed, crc32 = zeros_deflated(size_bytes)
    truth = {"size": size_bytes, "crc32": crc32}
    return Member(name=b"sampleproject/zeros.bin", data=packed, local=truth, central=truth)


def test_a_wheel_that_unpacks_to_many_times_its_size_is_refused():
    with pytest.raises(InvalidDistribution, match="more than 50 times its size"):
        inspect(forged_wheel(bomb_entry(65 * 1024 * 1024)), WHEEL)


def test_a_wheel_that_hides_how_much_it_unpacks_to_is_refused():
    bomb = bomb_entry(8 * 1024 * 1024)
    small = {"size": 100, "crc32": 0}
    content = forged_wheel(
        Member(name=b"sampleproject/RECORD.jws", data=bomb.data, local=small, central=small)
    )
    with pytest.raises(InvalidDistribution, match=r"(RECORD does not list|another size)"):
        inspect(content, WHEEL)


def test_an_sdist_that_unpacks_to_many_times_its_size_is_refused():
    header = tar_header(f"{FOLDER}/zeros.bin", size=1024 * 1024 * 1024)
    with pytest.raises(InvalidDistribution, match="more than 50 times its size"):
        inspect(zeros_gzipped(66 * 1024 * 1024, before=header), SDIST)


def test_an_archive_above_the_absolute_limit_is_refused_whatever_its_ratio():
    with pytest.raises(InvalidDistribution, match="more than 1024 MiB"):
        limits.check_unpacked(limits.MAX_UNPACKED_BYTES + 1, packed_bytes=limits.MAX_UNPACKED_BYTES)


def test_small_archives_may_compress_as_well_as_they_can():
    content = make_wheel(extra_files={"sampleproject/zeros.bin": bytes(4 * 1024 * 1024)})[1]

    assert len(content) * limits.MAX_RATIO < 4 * 1024 * 1024
    assert inspect(content, WHEEL)


def test_an_sdist_of_too_many_members_is_refused():
    blocks = [tar_header(f"{FOLDER}/x")] * (limits.MAX_MEMBERS + 1)
    with pytest.raises(InvalidDistribution, match="more than 50000 members"):
        inspect(forged_sdist(*blocks), SDIST)


MIB = 1024 * 1024
BOMBS = {
    "zip": lambda: (forged_wheel(bomb_entry(60 * MIB)), WHEEL),
    "tar": lambda: (zeros_gzipped(96 * MIB, before=tar_header(f"{FOLDER}/zeros.bin", size=2**28)), SDIST),
    "pax header": lambda: (
        zeros_gzipped(96 * MIB, before=tar_header("x", tarfile.XHDTYPE, size=2**28)),
        SDIST,
    ),
    "padding": lambda: (zeros_gzipped(60 * MIB), SDIST),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_bombs_are_read_in_a_few_megabytes_of_memory(bomb):
    content, parsed = bomb()
    tracemalloc.start()
    try:
        with pytest.raises(InvalidDistribution):
            inspect(content, parsed)
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    finally:
        tracemalloc.stop()
