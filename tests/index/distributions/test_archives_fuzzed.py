"""Any bytes whatever: read as other readers read them, or refused with a sentence, never by another error."""

import gzip
import io
import random
import tarfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.distributions import archives, filenames
from index.distributions.invalid import InvalidDistribution
from tests.distributions import make_sdist, plain_member
from tests.hostile_distributions import (
    forged_wheel,
)

FOLDER = "sampleproject-1.0"
WHEEL = filenames.parse(f"{FOLDER}-py3-none-any.whl")
SDIST = filenames.parse(f"{FOLDER}.tar.gz")
MODULE = "sampleproject/shouting.py"
UTF8 = 1 << 11


def inspect(content, parsed):
    return archives.inspect(io.BytesIO(content), parsed)


@given(st.binary(max_size=2000), st.sampled_from([WHEEL, SDIST]))
def test_random_bytes_are_refused_in_one_line_of_ascii(content, parsed):
    with pytest.raises(InvalidDistribution) as refusal:
        inspect(content, parsed)

    assert str(refusal.value).isascii()
    assert str(refusal.value).isprintable()


@settings(max_examples=300)
@given(st.randoms(use_true_random=False))
def test_a_wheel_with_any_bytes_changed_is_refused_or_read_as_zipfile_reads_it(source):
    content = mutated(forged_wheel(), source)
    inspected = inspected_or_none(content, WHEEL)

    if inspected:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            assert len(archive.namelist()) == inspected.members
            assert archive.read(f"{FOLDER}.dist-info/METADATA") == inspected.metadata_bytes


@settings(max_examples=300)
@given(st.randoms(use_true_random=False))
def test_a_tar_archive_with_any_bytes_changed_is_refused_or_read_as_tarfile_reads_it(source):
    tarball = mutated(
        gzip.decompress(make_sdist(extra_members=[plain_member(f"{FOLDER}/{'long/' * 40}x")])[1]), source
    )
    inspected = inspected_or_none(gzip.compress(tarball, 1), SDIST)

    if inspected:
        with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
            assert len(archive.getmembers()) == inspected.members
            assert archive.extractfile(f"{FOLDER}/PKG-INFO").read() == inspected.metadata_bytes


@given(st.randoms(use_true_random=False))
def test_a_gzip_file_with_any_bytes_changed_is_read_or_refused(source):
    content = mutated(make_sdist()[1], source)
    inspected = inspected_or_none(content, SDIST)

    assert inspected is None or inspected.unpacked_bytes == len(gzip.decompress(content))


def mutated(content: bytes, source: random.Random) -> bytes:
    """A few bytes replaced, and now and then a piece cut out or repeated."""
    changed = bytearray(content)
    for _ in range(source.randint(1, 6)):
        changed[source.randrange(len(changed))] = source.choice(
            (0, 1, 0x7F, 0x80, 0xFF, source.randrange(256))
        )
    if source.random() < 0.3:
        start = source.randrange(len(changed))
        piece = changed[start : start + source.randint(1, 600)]
        changed[start : start + len(piece)] = piece * source.choice((0, 2))
    return bytes(changed)


def inspected_or_none(content, parsed):
    try:
        return inspect(content, parsed)
    except InvalidDistribution:
        return None
