"""Core metadata: what is read, what is refused, and how it is compared with the upload form."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.distributions import metadata, metadata_headers
from index.distributions.invalid import InvalidDistribution
from tests.distributions import core_metadata


def parsed(*headers, **parts):
    return metadata.parse(core_metadata(headers=headers, **parts))


def test_every_field_is_read():
    core = parsed(
        ("Name", "Friendly.Bard"),
        ("Version", "v1.0-rc1"),
        ("Keywords", "song,voice"),
        ("Author-email", "Ann Doe <ann@example.org>"),
        ("Project-URL", "Source, https://example.org/source"),
        ("Project-URL", "Funding, http://example.org/?a=b,c"),
        ("Classifier", "Programming Language :: Python :: 3"),
        ("Requires-Dist", "requests[socks]>=2; extra == 'web'"),
        ("Requires-Python", ">=3.9"),
        ("Provides-Extra", "Web"),
        ("License-Expression", "mit or apache-2.0"),
        ("License-File", "LICENSE"),
        description="Hello\n",
    )

    assert (core.name, core.normalized_name) == ("Friendly.Bard", "friendly-bard")
    assert (core.version, core.canonical_version) == ("v1.0-rc1", "1.0rc1")
    assert core.summary == "A sample project."
    assert core.description == "Hello\n"
    assert core.description_content_type == "text/markdown"
    assert core.keywords == ("song", "voice")
    assert core.author_email == "Ann Doe <ann@example.org>"
    assert core.project_urls == (
        ("Source", "https://example.org/source"),
        ("Funding", "http://example.org/?a=b,c"),
    )
    assert core.classifiers == ("Programming Language :: Python :: 3",)
    assert core.requires_dist == ("requests[socks]>=2; extra == 'web'",)
    assert core.requires_python == ">=3.9"
    assert core.provides_extra == ("web",)
    assert core.license_expression == "MIT OR Apache-2.0"
    assert core.license_files == ("LICENSE",)


def test_absent_fields_are_empty():
    core = metadata.parse(b"Metadata-Version: 1.0\nName: a\nVersion: 1\n")

    assert (core.summary, core.description, core.keywords, core.requires_dist) == ("", "", (), ())


def test_metadata_goes_into_json_without_the_description():
    core = parsed(("Project-URL", "Home, https://example.org/"), ("Platform", "any"))
    values = json.loads(json.dumps(core.as_json()))

    assert values["project_urls"] == {"Home": "https://example.org/"}
    assert values["platforms"] == ["any"]
    assert "description" not in values


@pytest.mark.parametrize("version", metadata.ACCEPTED_VERSIONS)
def test_each_accepted_metadata_version_is_read(version):
    assert (
        metadata.parse(f"Metadata-Version: {version}\nName: a\nVersion: 1\n".encode()).metadata_version
        == version
    )


# As build tools of each time wrote it, with what that version brought.
OF_ITS_TIME = {
    "1.0": "Summary: Tables of tides\nHome-page: http://example.org/\nAuthor: Ann\nAuthor-email: a@example.org\n"
    "License: MIT\nDescription: UNKNOWN\nPlatform: UNKNOWN\nPlatform: Linux\nKeywords: tides tables\n",
    "1.1": "Summary: UNKNOWN\nHome-page: UNKNOWN\nAuthor: UNKNOWN\nAuthor-email: UNKNOWN\nLicense: UNKNOWN\n"
    "Download-URL: http://example.org/tides.tar.gz\nDescription: Tides\n        =====\n        \n        Tables.\n"
    "Platform: UNKNOWN\nClassifier: Topic :: Text Processing\nRequires: sea (>1.0)\nProvides: tides\n"
    "Obsoletes: ebb\nSupported-Platform: linux-x86_64\n",
    "1.2": "Maintainer: Bea\nMaintainer-email: Bea <b@example.org>\nRequires-Python: >=2.7, !=3.0.*\n"
    "Requires-Dist: sea (>=1.0); python_version < '3'\nRequires-External: libtide (>=2)\n"
    "Project-URL: Tracker, https://example.org/issues\nProvides-Dist: tides\nObsoletes-Dist: ebb\n",
    "2.1": "Description-Content-Type: text/markdown; charset=UTF-8; variant=GFM\nProvides-Extra: Full_Moon\n"
    "Requires-Dist: moon ; extra == 'full_moon'\nLicense-File: LICENSE\nLicense: MIT\n\n# Tides\n",
    "2.2": "Dynamic: Requires-Dist\nDynamic: Summary\n",
    "2.3": "Provides-Extra: full-moon\n",
    "2.4": "License-Expression: mit AND LicenseRef-Own\nLicense-File: LICENSES/MIT.txt\nDynamic: License-File\n",
    "2.5": "Import-Name: tides\nImport-Name: tides._fast ; private\nImport-Namespace: sea\n",
}


@pytest.mark.parametrize("version", metadata.ACCEPTED_VERSIONS)
def test_what_build_tools_wrote_in_each_version_is_read(version):
    raw = f"Metadata-Version: {version}\nName: tides\nVersion: 1.0\n{OF_ITS_TIME[version]}"
    assert metadata.parse(raw.encode()).name == "tides"


@pytest.mark.parametrize("version", ["2.0", "2.6", "3.0", "1"])
def test_other_metadata_versions_are_refused_with_the_accepted_ones(version):
    with pytest.raises(InvalidDistribution, match=r"not accepted; use one of 1\.0, .*2\.5"):
        parsed(metadata_version=version)


def test_a_description_in_a_header_loses_its_indentation():
    raw = b"Metadata-Version: 1.1\nName: a\nVersion: 1\nDescription: one\n        two\n       |three\n"

    assert metadata.parse(raw).description == "one\ntwo\nthree"


def test_an_indented_block_in_a_description_that_is_the_body_keeps_its_indentation():
    assert parsed(description="Example:\n\n        code\n").description == "Example:\n\n        code\n"


def test_what_older_tools_wrote_for_nothing_is_nothing():
    core = parsed(("Home-page", "UNKNOWN"), ("License", "UNKNOWN"), ("Download-URL", ""), ("Keywords", ""))

    assert (core.home_page, core.license, core.download_url, core.keywords) == ("", "", "", ())


def test_licence_files_are_read_only_since_they_are_specified():
    assert parsed(("License-File", "LICENSE"), metadata_version="2.1").license_files == ()
    assert parsed(("License-File", "LICENSE"), metadata_version="2.4").license_files == ("LICENSE",)


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        ([("Name", "")], "Name is not valid"),
        ([("Name", "a b")], "Name is not valid"),
        ([("Version", "")], "Version is not valid"),
        ([("Version", "one")], "Version is not valid"),
        ([("Version", "9" * 5000)], "Version is longer than 100 characters"),
        ([("Name", "n" * 101)], "Name is longer than 100 characters"),
        ([("Requires-Python", ",".join([">=3.9"] * 40))], "Requires-Python is longer than 200 characters"),
        ([("Summary", "one\n two")], "Summary is not valid.*single line"),
        ([("Summary", "s" * 513)], "Summary is longer than 512 characters"),
        ([("Home-page", "javascript:alert(1)")], "Home-Page 'javascript:alert.*is not a web address"),
        ([("Download-URL", "https://")], "is not a web address"),
        ([("Home-page", "https://a\\b.example/")], "blanks, backslashes"),
        ([("Home-page", "https://[::1/")], "not a valid URL"),
        ([("Home-page", "https://example.org:port/")], "not a valid URL"),
        ([("Project-URL", "Home, data:text/html,x")], "Project-URL 'data:text/html,x' is not a web address"),
        ([("Project-URL", "https://example.org/")], "is not a label and a URL"),
        ([("Project-URL", "l" * 33 + ", https://example.org/")], "longer than 32 characters"),
        ([("Project-URL", "Home, https://a.example/")] * 2, "Project-URL says two things"),
        ([("Classifier", "Topic :: Poetry")], "Classifier 'Topic :: Poetry' is not a known classifier"),
        ([("Classifier", "Private :: Do Not Upload")], "is not a known classifier"),
        ([("Classifier", "Natural Language :: Ukranian")], "deprecated; use 'Natural Language :: Ukrainian'"),
        ([("Requires-Dist", "requests >= two")], "not a valid requirement"),
        ([("Requires-Dist", "requests @ https://example.org/r.whl")], "points to a URL"),
        ([("Requires-Dist", "a; " + "(" * 900 + "os_name=='a'" + ")" * 900)], "more than 20 parentheses"),
        ([("Requires-Python", "three")], "Requires-Python is not valid"),
        ([("Author-email", "ann at example")], "Author-Email 'ann at example' holds no e-mail address"),
        ([("Description-Content-Type", "text/html")], "use text/markdown"),
        ([("Description-Content-Type", "text/markdown; charset=latin-1")], "UTF-8 charset"),
        ([("License-Expression", "free as beer")], "License-Expression is not valid"),
        ([("License-Expression", "(" * 900 + "MIT" + ")" * 900)], "License-Expression is not valid"),
        (
            [("License-Expression", "MIT"), ("License", "GPL")],
            "License stands beside License-Expression; keep",
        ),
        ([("License-File", "../LICENSE")], "License-File is not valid"),
        ([("Dynamic", "Name")], "Dynamic is not valid"),
        ([("Author", "a"), ("Author", "b")], "Author is given twice"),
        ([("Shoe-Size", "44")], "'Shoe-Size' is unknown"),
        ([("Content-Type", "multipart/mixed; boundary=a")], "'Content-Type' is unknown"),
        ([("Author", "a\x00b")], "control characters"),
        ([("Author", "a\x1bb")], "control characters"),
        ([("Author", "a\u2028Name: b")], "control characters"),
    ],
    ids=lambda value: value[0][0] if isinstance(value, list) else "",
)
def test_a_bad_field_is_refused_by_name(headers, sentence):
    with pytest.raises(InvalidDistribution, match=sentence):
        parsed(*headers)


def test_the_sentence_counts_what_else_is_to_be_corrected():
    with pytest.raises(InvalidDistribution, match=r"and 2 more to correct"):
        parsed(("Classifier", "A"), ("Classifier", "B"), ("Home-page", "ftp://example.org/"))


def test_a_field_of_a_later_metadata_version_is_refused():
    with pytest.raises(InvalidDistribution, match="license-expression introduced in metadata version"):
        parsed(("License-Expression", "MIT"), metadata_version="2.1")


@pytest.mark.parametrize("line", ["no field at all", ": empty", "Na me: a"])
def test_a_line_that_readers_take_for_the_end_of_the_headers_is_refused(line):
    with pytest.raises(InvalidDistribution, match="is not a field"):
        metadata.parse(f"Metadata-Version: 2.1\n{line}\nName: a\nVersion: 1\n".encode())


def test_a_continuation_of_nothing_is_refused():
    with pytest.raises(InvalidDistribution, match="is not a field"):
        metadata.parse(b" Metadata-Version: 2.1\nName: a\nVersion: 1\n")


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_lines_may_end_as_any_system_ends_them(newline):
    raw = newline.join(["Metadata-Version: 2.1", "Name: a", "Version: 1", "", "Hello"]).encode()

    assert metadata.parse(raw).description == "Hello"


def test_a_description_given_twice_is_refused():
    with pytest.raises(InvalidDistribution, match="Description says two things"):
        parsed(("Description", "one"), description="two")


def test_a_nul_in_the_description_is_refused():
    with pytest.raises(InvalidDistribution, match="Description has a NUL character"):
        parsed(description="a\x00b")


@pytest.mark.parametrize("raw", [b"Name: \xff", core_metadata() + b"caf\xe9"])
def test_what_is_not_utf_8_is_refused(raw):
    with pytest.raises(InvalidDistribution, match="not UTF-8 at byte"):
        metadata.parse(raw)


def test_metadata_above_the_limit_is_refused_before_it_is_parsed():
    with pytest.raises(InvalidDistribution, match="larger than 8 MiB"):
        metadata.parse(b"\xff" * (metadata.MAX_METADATA_BYTES + 1))


def test_more_fields_than_the_limit_are_refused():
    with pytest.raises(InvalidDistribution, match="more than 10000 fields"):
        parsed(*[("Platform", "any")] * (metadata_headers.MAX_HEADERS + 1))


def test_fields_that_are_too_long_together_are_refused_before_any_is_parsed():
    requirement = ("Requires-Dist", "a; " + " or ".join(["os_name == 'a'"] * 100))
    with pytest.raises(InvalidDistribution, match="fields hold more than 262144 characters"):
        parsed(*[requirement] * 150)


FIELD_LINES = st.builds(
    "{}: {}\n".format,
    st.sampled_from(sorted(metadata_headers.SINGLE_FIELDS | metadata_headers.MULTIPLE_FIELDS)),
    st.text(st.characters(codec="utf-8"), max_size=40),
)


@given(
    st.binary()
    | st.lists(FIELD_LINES).map(
        lambda lines: core_metadata().replace(b"\n\n", "".join(["\n", *lines, "\n"]).encode(), 1)
    )
)
def test_any_bytes_are_read_or_refused_in_one_line_of_ascii(raw):
    sentence = _sentence_about(raw)

    assert sentence.isascii()
    assert sentence.isprintable()


def _sentence_about(raw):
    try:
        metadata.parse(raw)
    except InvalidDistribution as exc:
        return str(exc)
    return ""


CORE = parsed(
    ("Name", "Friendly.Bard"),
    ("Version", "1.0.0"),
    ("Requires-Python", ">=3.9, <4"),
    ("Requires-Dist", "Requests [socks,security] >=2.0"),
    ("Requires-Dist", "idna; python_version<'3.12'"),
    ("Provides-Extra", "Web_UI"),
)
FORM = {
    "name": ["friendly-bard"],
    "version": ["1.0"],
    "requires_python": ["<4,>=3.9"],
    "requires_dist": ['idna ; python_version < "3.12"', "requests[security,socks]>=2.0"],
    "provides_extra": ["web-ui"],
}


def test_a_form_that_says_the_same_in_other_spellings_agrees():
    metadata.compare_form(CORE, FORM)


@pytest.mark.parametrize("field", ["requires_python", "requires_dist", "provides_extra"])
def test_a_field_that_the_form_leaves_out_is_not_compared(field):
    metadata.compare_form(CORE, FORM | {field: []})
    metadata.compare_form(CORE, FORM | {field: [" "]})


@pytest.mark.parametrize("field", ["name", "version"])
def test_a_form_without_name_or_version_is_refused(field):
    with pytest.raises(InvalidDistribution, match=f"has no {field}"):
        metadata.compare_form(CORE, {key: value for key, value in FORM.items() if key != field})


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", ["friendly-bart"]),
        ("version", ["1.0.1"]),
        ("version", ["one"]),
        ("requires_python", [">=3.8"]),
        ("requires_python", ["three"]),
        ("requires_dist", ["requests[security,socks]>=2.0"]),
        ("requires_dist", [*FORM["requires_dist"], "evil"]),
        ("requires_dist", ["(" * 1000]),
        ("requires_dist", ["x" * 100_000]),
        ("provides_extra", ["other"]),
        ("name", ["friendly-bard", "other"]),
    ],
)
def test_a_form_that_says_something_else_than_the_file_is_refused(field, values):
    with pytest.raises(
        InvalidDistribution, match=f"The upload form's {field} .* is not what the file's metadata says"
    ):
        metadata.compare_form(CORE, FORM | {field: values})
