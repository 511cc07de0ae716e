"""Sdists: honest ones are read, and what does not belong in one is refused."""

import gzip
import io
import tarfile

import pytest

from index.distributions import archives, filenames
from index.distributions.invalid import InvalidDistribution
from tests.distributions import core_metadata, make_sdist, plain_member, tar_bytes
from tests.hostile_distributions import tar_member

FOLDER = "sampleproject-1.0"
FILENAME = f"{FOLDER}.tar.gz"


def inspect(sdist):
    filename, content = sdist
    return archives.inspect(io.BytesIO(content), filenames.parse(filename))


def test_an_honest_sdist_is_read():
    inspected = inspect(make_sdist(summary="It greets.", description="Hello\n"))

    assert inspected.metadata.summary == "It greets."
    assert inspected.metadata_bytes == core_metadata(summary="It greets.", description="Hello\n")
    assert inspected.python_modules == 2
    assert inspected.top_level == ("sampleproject",)
    assert inspected.members == 4
    assert inspected.unpacked_bytes == 10_240
    assert not inspected.has_signature


def test_building_twice_gives_the_same_bytes():
    assert make_sdist() == make_sdist()


@pytest.mark.parametrize("tar_format", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_and_foreign_names_are_read_in_both_formats(tar_format):
    paths = [f"{FOLDER}/{'a-long-folder-name/' * 15}name.txt", f"{FOLDER}/ünïcödé.txt"]
    members = [plain_member(f"{FOLDER}/PKG-INFO", core_metadata()), *map(plain_member, paths)]

    inspected = inspect((FILENAME, gzip.compress(tar_bytes(members, tar_format))))
    assert inspected.members == 3


def test_directories_and_the_comment_of_git_archive_are_read():
    members = [tar_member(FOLDER, tarfile.DIRTYPE), plain_member(f"{FOLDER}/PKG-INFO", core_metadata())]
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", pax_headers={"comment": "0123abcd"}) as target:
        for info, content in members:
            target.addfile(info, io.BytesIO(content))

    assert inspect((FILENAME, gzip.compress(archive.getvalue()))).members == 2


def test_an_extended_header_may_repeat_the_size_that_the_header_says():
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as target:
        info, content = plain_member(f"{FOLDER}/PKG-INFO", core_metadata())
        info.pax_headers = {"size": str(info.size)}
        target.addfile(info, io.BytesIO(content))

    assert inspect((FILENAME, gzip.compress(archive.getvalue()))).members == 1


def test_modules_are_found_beside_the_project_file_without_tests_and_examples():
    files = {
        "setup.py": "",
        "tests/test_a.py": "",
        "pack/__init__.py": "",
        "pack/a.py": "",
        "one.py": "",
        "tool/b.py": "",
    }
    inspected = inspect(make_sdist(files=files))

    assert inspected.top_level == ("one", "pack")
    assert inspected.python_modules == 4


def test_an_sdist_without_metadata_is_refused():
    content = gzip.compress(tar_bytes([plain_member(f"{FOLDER}/README", b"")]))
    with pytest.raises(InvalidDistribution, match=f"The sdist has no '{FOLDER}/PKG-INFO'"):
        inspect((FILENAME, content))


@pytest.mark.parametrize("metadata", [core_metadata("other"), core_metadata(version="1.1")])
def test_metadata_of_another_project_or_version_is_refused(metadata):
    with pytest.raises(InvalidDistribution, match="holds the metadata of"):
        inspect(make_sdist(metadata=metadata))


@pytest.mark.parametrize("folder", ["sampleproject", "sampleproject-1.1", "Sampleproject-1.0", "other-1.0"])
def test_a_folder_that_is_not_named_like_the_file_is_refused(folder):
    with pytest.raises(InvalidDistribution, match=f"outside of its one folder, '{FOLDER}'"):
        inspect(make_sdist(folder=folder))


def test_a_member_beside_the_one_folder_is_refused():
    with pytest.raises(InvalidDistribution, match=r"'setup\.py' outside of its one folder"):
        inspect(make_sdist(extra_members=[plain_member("setup.py")]))


def test_a_file_in_the_place_of_the_one_folder_is_refused():
    with pytest.raises(InvalidDistribution, match="outside of its one folder"):
        inspect((FILENAME, gzip.compress(tar_bytes([plain_member(FOLDER)]))))


def test_metadata_that_inflates_above_the_limit_is_refused_unread():
    with pytest.raises(InvalidDistribution, match="PKG-INFO' is larger than 8 MiB"):
        inspect(make_sdist(metadata=bytes(9 * 1024 * 1024)))


def test_a_licence_file_named_in_the_metadata_must_be_in_the_sdist():
    headers = [("License-File", "LICENSE")]

    inspect(make_sdist(metadata_headers=headers, files={"LICENSE": "Free."}))
    with pytest.raises(InvalidDistribution, match="licence file 'LICENSE', which is not in the archive"):
        inspect(make_sdist(metadata_headers=headers))


@pytest.mark.parametrize("target", ["other.txt", "../README", "missing", "../../x", "/etc/passwd", ""])
@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE], ids=["symbolic", "hard"])
def test_a_link_is_refused_wherever_it_leads_and_the_sentence_says_what_to_do(kind, target):
    link = tar_member(f"{FOLDER}/tests/link", kind, target=target)
    with pytest.raises(InvalidDistribution, match="tests/link' is a link; put a copy of what it leads to"):
        inspect(make_sdist(extra_members=[link]))


def test_a_link_in_the_place_of_the_metadata_is_refused():
    link = tar_member(f"{FOLDER}/PKG-INFO", tarfile.SYMTYPE, target="other")
    content = gzip.compress(tar_bytes([link, plain_member(f"{FOLDER}/other", core_metadata())]))
    with pytest.raises(InvalidDistribution, match="PKG-INFO' is a link"):
        inspect((FILENAME, content))


@pytest.mark.parametrize("path", ["folder/x", "folder/deep/er/x"])
def test_a_member_below_a_file_is_refused(path):
    # What sorts between a folder and its content, in the order of letters, is no reason to overlook it.
    names = ["folder", "folder 2", "folder-3", "folder.4", path]
    with pytest.raises(InvalidDistribution, match="folder' both as a file and as a directory"):
        inspect(make_sdist(extra_members=[plain_member(f"{FOLDER}/{name}") for name in names]))


@pytest.mark.parametrize(
    "kind",
    [
        tarfile.CHRTYPE,
        tarfile.BLKTYPE,
        tarfile.FIFOTYPE,
        tarfile.CONTTYPE,
        tarfile.GNUTYPE_SPARSE,
    ],
)
def test_a_device_or_a_sparse_file_is_refused(kind):
    with pytest.raises(InvalidDistribution, match="a device or another special file"):
        inspect(make_sdist(extra_members=[tar_member(f"{FOLDER}/x", kind)]))
