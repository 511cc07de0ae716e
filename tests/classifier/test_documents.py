"""Documents: what is stored is what was scored."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.documents import AccountFacts, Document, FileFacts

FULL = Document(
    name="tides",
    version="1.0",
    summary="Reads tide tables",
    description="# Tides",
    description_content_type="text/markdown",
    keywords="sea, harbour",
    classifiers=("Programming Language :: Python :: 3",),
    links=(("Homepage", "https://tides.example"),),
    requires_dist=("numpy>=2",),
    license="MIT",
    files=(FileFacts("wheel", 1200, 3), FileFacts("sdist", 2400)),
    account=AccountFacts(12.5, "newcomer", earlier_projects=2, mail_domain_kind="other", uploads_last_day=3),
    dependencies_here=1,
    copies_by_others=2,
)


@pytest.mark.parametrize("document", [FULL, Document("bare")])
def test_a_stored_document_is_the_same_when_read_again(document):
    stored = document.to_json()
    assert stored["schema"] == 2
    assert Document.from_json(stored) == document


def test_a_document_survives_json_itself():
    import json

    assert Document.from_json(json.loads(json.dumps(FULL.to_json()))) == FULL


def test_a_document_of_schema_1_is_still_read():
    old = FULL.to_json() | {"schema": 1}
    del old["copies_by_others"], old["dependencies_here"], old["account"]["uploads_last_day"]
    read = Document.from_json(old)
    assert (read.copies_by_others, read.dependencies_here, read.account.uploads_last_day) == (0, 0, 0)


def test_fields_that_only_newer_code_knows_are_passed_over():
    stored = FULL.to_json() | {"provenance": "x"}
    stored["account"] = stored["account"] | {"second_factor": True}
    stored["files"] = [stored["files"][0] | {"entropy": 7.9}]
    read = Document.from_json(stored)
    assert (read.account, read.files) == (FULL.account, FULL.files[:1])


def test_a_record_becomes_a_document_with_the_home_page_first():
    record = {
        "name": "tides",
        "home_page": "https://tides.example",
        "project_urls": {"Source": "https://code.example/tides"},
        "classifiers": None,
    }
    document = Document.from_record(record)
    assert document.links == (("Homepage", "https://tides.example"), ("Source", "https://code.example/tides"))
    assert (document.classifiers, document.account, document.files) == ((), None, ())


def test_a_record_s_author_label_and_origin_are_left_behind():
    record = {
        "name": "a",
        "author": "Ann Other",
        "author_email": "ann@mail.example",
        "campaign": "c",
        "date": "2018",
    }
    stored = str(Document.from_record(record | {"label": "spam"}).to_json())
    assert not any(word in stored for word in ("Ann", "ann@", "2018", "spam'"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", None),
        ("name", 3),
        ("summary", ["x"]),
        ("classifiers", "x"),
        ("requires_dist", [1]),
        ("project_urls", "x"),
    ],
)
def test_a_record_with_a_useless_value_is_refused_naming_the_field(field, value):
    with pytest.raises(ValueError, match=f"^{field}: "):
        Document.from_record({"name": "a"} | {field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("links", [["only one"]]),
        ("links", "x"),
        ("files", [3]),
        ("files", [{"kind": "sdist"}]),
        ("account", "new"),
        ("copies_by_others", "many"),
        ("dependencies_here", -1),
    ],
)
def test_a_stored_document_with_a_useless_value_is_refused_naming_the_field(field, value):
    with pytest.raises(ValueError, match=f"^{field}: "):
        Document.from_json({"name": "a"} | {field: value})


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*Document.__dataclass_fields__, "home_page", "project_urls"]),
        st.recursive(
            st.none() | st.text(max_size=5) | st.integers(),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
            ),
            max_leaves=4,
        ),
    )
)
def test_reading_raises_nothing_but_value_error(stored):
    for read in (Document.from_json, Document.from_record):
        with suppress(ValueError):
            assert isinstance(read(stored), Document)
