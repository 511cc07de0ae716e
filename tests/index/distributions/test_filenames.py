"""File names of distributions: what they say, and which are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.tags import Tag
from packaging.version import Version

from index.distributions import filenames
from index.distributions.invalid import InvalidDistribution


def test_a_wheel_name_says_project_version_and_tags():
    parsed = filenames.parse("friendly_bard-1.0rc1-2build-cp311.cp312-abi3-any.whl")

    assert (parsed.kind, parsed.name, parsed.version) == ("bdist_wheel", "friendly-bard", Version("1.0rc1"))
    assert (parsed.python_tag, parsed.build_tag) == ("cp311.cp312", "2build")
    assert parsed.tags == {Tag("cp311", "abi3", "any"), Tag("cp312", "abi3", "any")}


@pytest.mark.parametrize(
    ("filename", "canonical"),
    [
        ("Friendly_Bard-1.0-2Build-py3.py2-none-any.whl", "friendly_bard-1.0-2Build-py2.py3-none-any.whl"),
        ("friendly_bard-1.0-PY3.py3-NONE-win32.Any.whl", "friendly_bard-1.0-py3-none-any.win32.whl"),
        ("friendly_bard-1.0.tar.gz", "friendly_bard-1.0.tar.gz"),
    ],
)
def test_all_spellings_of_a_file_name_share_one(filename, canonical):
    assert filenames.parse(filename).canonical == canonical
    assert filenames.parse(canonical).canonical == canonical


def test_an_sdist_name_says_project_and_version():
    parsed = filenames.parse("friendly_bard-1!2.0.post1.tar.gz")

    assert (parsed.kind, parsed.name, parsed.version) == ("sdist", "friendly-bard", Version("1!2.0.post1"))
    assert (parsed.python_tag, parsed.stem) == ("source", "friendly_bard-1!2.0.post1")


def test_a_wheel_may_be_named_by_an_older_tool_in_upper_case():
    assert filenames.parse("PyYAML-6.0-py3-none-any.whl").name == "pyyaml"


@pytest.mark.parametrize(
    "filename",
    [
        "../a-1.0.tar.gz",
        "a/b-1.0.tar.gz",
        "a\\b-1.0.tar.gz",
        "a-1.0\x00.tar.gz",
        "a-1.0\n.tar.gz",
        ".a-1.0.tar.gz",
        "ä-1.0.tar.gz",
        "a 1-1.0.tar.gz",
        "",
        "\ud800-1.0.tar.gz",
    ],
)
def test_a_name_with_a_path_or_unusual_characters_is_refused(filename):
    with pytest.raises(InvalidDistribution, match="characters that the specifications do not allow"):
        filenames.parse(filename)


@pytest.mark.parametrize("extension", ["egg", "exe", "rpm", "msi", "dmg", "zip", "tar.bz2", "EXE"])
def test_a_retired_format_is_refused_by_name(extension):
    with pytest.raises(InvalidDistribution, match=r"were replaced; upload a \.whl or a \.tar\.gz file"):
        filenames.parse(f"sampleproject-1.0.{extension}")


@pytest.mark.parametrize("filename", ["sampleproject-1.0.txt", "sampleproject", "sampleproject-1.0.WHL"])
def test_what_is_neither_wheel_nor_sdist_is_refused(filename):
    with pytest.raises(InvalidDistribution, match="neither a wheel nor an sdist"):
        filenames.parse(filename)


@pytest.mark.parametrize("filename", ["Foo-1.0.tar.gz", "foo.bar-1.0.tar.gz", "foo-bar-1.0.tar.gz"])
def test_an_sdist_not_named_by_pep_625_is_told_its_right_name(filename):
    canonical = "foo-1.0.tar.gz" if filename == "Foo-1.0.tar.gz" else "foo_bar-1.0.tar.gz"
    with pytest.raises(InvalidDistribution, match=f"must be named '{canonical}'"):
        filenames.parse(filename)


@pytest.mark.parametrize(
    ("filename", "canonical"),
    [
        ("foo_bar-01.0-py3-none-any.whl", "1.0"),
        ("foo_bar-1.0.0.RC1.tar.gz", "1.0.0rc1"),
        ("foo_bar-v1.0.tar.gz", "1.0"),
    ],
)
def test_a_version_not_in_canonical_spelling_is_told_the_right_one(filename, canonical):
    with pytest.raises(InvalidDistribution, match=f"must be written '{canonical}'"):
        filenames.parse(filename)


def test_a_build_tag_with_leading_zeros_is_told_the_right_one():
    with pytest.raises(InvalidDistribution, match="must be written '1'"):
        filenames.parse("foo-1.0-01-py3-none-any.whl")


@pytest.mark.parametrize("filename", ["foo-1.0+local-py3-none-any.whl", "foo-1.0+local.tar.gz"])
def test_a_local_version_is_refused(filename):
    with pytest.raises(InvalidDistribution, match="local version"):
        filenames.parse(filename)


@pytest.mark.parametrize("filename", ["foo_-1.0-py3-none-any.whl", "_foo-1.0.tar.gz"])
def test_a_name_that_starts_or_ends_with_a_separator_is_refused(filename):
    with pytest.raises(InvalidDistribution, match="is not a project name"):
        filenames.parse(filename)


@pytest.mark.parametrize(
    "filename", ["foo-1.0-none-any.whl", "foo-x-py3-none-any.whl", "foo.tar.gz", "foo-x.tar.gz"]
)
def test_a_name_with_missing_or_unreadable_parts_is_refused(filename):
    with pytest.raises(InvalidDistribution, match="not a valid name of a distribution file"):
        filenames.parse(filename)


def test_a_name_longer_than_file_systems_take_is_refused():
    longest = "f-1.0-py3-none-" + "p" * (255 - len("f-1.0-py3-none-.whl")) + ".whl"

    assert filenames.parse(longest)
    with pytest.raises(InvalidDistribution, match="longer than 255 bytes"):
        filenames.parse("f" + longest)


def test_a_name_or_version_longer_than_its_column_is_refused():
    assert filenames.parse("f" * 100 + "-1.0.tar.gz")
    with pytest.raises(InvalidDistribution, match=r"project name in .* is longer than 100 characters"):
        filenames.parse("f" * 101 + "-1.0.tar.gz")
    with pytest.raises(InvalidDistribution, match=r"version in .* is longer than 100 characters"):
        filenames.parse("f-" + "1" * 101 + ".tar.gz")


@given(
    st.text()
    | st.from_regex(r"[a-z_.]{0,9}-[0-9a-z.!+]{0,9}(-[a-z0-9.]{0,5}){0,4}\.(whl|tar\.gz)", fullmatch=True)
)
def test_any_text_is_parsed_or_refused_in_one_line_of_ascii(filename):
    outcome = _parsed_or_sentence(filename)

    if isinstance(outcome, str):
        assert outcome.isascii()
        assert outcome.isprintable()
    else:
        assert outcome.filename == filename
        assert str(outcome.version) in filename


def _parsed_or_sentence(filename):
    try:
        return filenames.parse(filename)
    except InvalidDistribution as exc:
        return str(exc)
