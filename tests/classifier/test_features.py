"""Features: fields apart, bounded, and blind to disguise."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier import features, links, text, vocabulary
from classifier.documents import AccountFacts, Document, FileFacts
from classifier.facts import FACTS
from classifier.reading import Reading
from tests.classifier.examples import HIDDEN_SPAM, HONEST, README, REPOSITORY

PLAIN = Document("tidewatch", "1.2", "Reads harbour tide tables", README, links=REPOSITORY)


def fact(key, document):
    found = next(fact for fact in FACTS if fact.key == key)
    return found.measure(Reading(document))


def tokens(document, block):
    return {item.token for item in features.evidence(document) if item.block == block}


def test_a_row_has_a_column_for_each_feature_and_facts_come_first():
    rows = features.matrix([PLAIN, Document("b")])
    assert rows.shape == (2, features.N_FEATURES)
    assert rows.dtype == np.float32
    assert len({fact.key for fact in FACTS}) == len(FACTS) <= features.N_FACTS


def test_the_evidence_of_a_document_adds_up_to_its_row():
    row = np.zeros(features.N_FEATURES)
    for item in features.evidence(PLAIN):
        row[item.column] += item.value
    assert np.allclose(row, features.matrix([PLAIN]).toarray()[0], atol=1e-6)


def test_the_same_word_in_another_field_is_another_feature_and_one_they_share():
    by_summary, by_name = Document("x", summary="bargain"), Document("bargain")
    assert "bargain" in tokens(by_summary, "summary") - tokens(by_name, "summary")
    assert "bargain" in tokens(by_name, "name") - tokens(by_summary, "name")
    assert "bargain" in tokens(by_summary, "any") & tokens(by_name, "any")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("𝐅𝐑𝐄𝐄 ＭＯＶＩＥ", "free movie"),
        ("🅶🅴🆃", "get"),
        ("f\u200bree m\u00adovie", "free movie"),
        ("frеe mоvie", "free movie"),  # Cyrillic е and о
        ("Préçis", "precis"),
        ("скачать", "скачать"),
    ],
)
def test_folding_undoes_disguise_and_leaves_other_scripts_alone(written, read):
    assert text.fold(written) == read


def test_folding_twice_equals_once():
    for example in [*HONEST.values(), *HIDDEN_SPAM.values()]:
        once = text.fold(example.description)
        assert text.fold(once) == once


@pytest.mark.parametrize("hidden", ["f\u200bree", "𝐅𝐑𝐄𝐄 gift", "cаsіno"])
def test_hidden_letters_are_a_fact(hidden):
    assert fact("disguise", Document("x", summary=hidden)) == 1.0


@pytest.mark.parametrize(
    "honest", ["Größe in µm", "می\u200cخواهم", "👨\u200d👩\u200d👧", "x² ≤ β₂", "Ｐｙｔｈｏｎ入門"]
)
def test_other_languages_symbols_and_formulas_are_no_disguise(honest):
    assert fact("disguise", Document("x", summary=honest)) == 0.0


def test_spelled_out_words_are_joined_and_figures_are_all_alike():
    assert text.words("f r e e movie 2018") == ["free", "movie", "0"]
    assert text.words("a b test") == ["a", "b", "test"]


def test_addresses_that_only_stand_for_others_are_not_learned():
    masked = Document("x", links=(("Homepage", "https://pypi.example/x"), ("Docs", "http://example.com/buy")))
    assert not tokens(masked, "address")
    assert not tokens(masked, "link")
    assert "ann" not in tokens(Document("x", description="Write to ann@mail.example."), "description")


@pytest.mark.parametrize(
    ("url", "site", "is_repository"),
    [
        ("https://www.shop.co.uk/a", "shop.co.uk", False),
        ("https://github.com/a/b", "github.com", True),
        ("https://git.uni.edu/b", "uni.edu", True),
        ("https://dev.to/b", "dev.to", False),
        ("www.tides.net", "tides.net", False),
    ],
)
def test_an_address_is_read_by_its_site(url, site, is_repository):
    link = links.parse(url)
    assert (link.site, link.is_repository) == (site, is_repository)


@pytest.mark.parametrize(
    "url", ["", "no address", "http://[", "mailto:ann", "http://localhost:80", "https://10.0.0.1/"]
)
def test_what_is_no_address_is_passed_over(url):
    assert links.parse(url) is None


def test_a_repository_that_names_the_project_is_seen_through_affixes():
    named = Document("python-tidewatch", links=REPOSITORY)
    assert fact("repository_names_project", named) == 1.0
    assert fact("repository_names_project", replace(named, name="colsum")) == 0.0


@pytest.mark.parametrize(
    ("key", "hidden"),
    [
        ("summary_stranger", "only in the summary"),
        ("links_disagree", "only in the links"),
        ("foreign_passage", "behind a README"),
        ("installs_another", "copied README"),
    ],
)
def test_each_way_to_hide_has_its_fact(key, hidden):
    assert fact(key, HIDDEN_SPAM[hidden]) > 0.5
    assert fact(key, PLAIN) < 0.1


def test_what_is_unknown_is_neutral():
    unknown, known = Document("x"), Document("x", files=(FileFacts("sdist", 1, None),))
    assert (features.matrix([unknown]) != features.matrix([known])).nnz == 0
    keys = {fact.key for fact in FACTS if fact.field in ("account", "files", "license", "classifiers")}
    assert not keys & tokens(unknown, "fact")


def test_files_and_account_speak_where_they_are_known():
    told = Document(
        "x", files=(FileFacts("sdist", 1, 0),), account=AccountFacts(0, "newcomer", earlier_spam_verdicts=3)
    )
    assert {"no_code_files", "new_account", "newcomer", "account_spam"} <= tokens(told, "fact")


def test_old_tools_unknown_is_an_empty_field():
    assert fact("empty_description", Document("x", description="UNKNOWN\n")) == 1.0


def test_the_vocabulary_knows_scripts_without_blanks():
    assert vocabulary.software_share(["安装使用"]) == 1.0
    assert vocabulary.software_share([]) == 0.0


@settings(deadline=None, max_examples=60)
@given(
    st.builds(
        Document,
        *[st.text(max_size=60)] * 4,
        links=st.lists(st.tuples(st.text(), st.text(max_size=40)), max_size=3).map(tuple),
    )
)
def test_any_text_has_finite_features_and_facts_between_0_and_1(document):
    row = features.matrix([document])
    assert np.isfinite(row.data).all()
    for fact in FACTS:
        assert 0 <= fact.measure(Reading(document)) <= 1


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<a ",
        "=" * 50 + " ",
        "(" * 40,
        "1-",
        "http://",
        "a@",
        "[](",
        "\n \t",
        "*",
        "pip install ",
        "𝐀",
        "é\u0301",
    ],
)
def test_hostile_text_is_read_in_linear_time(unit):
    began = time.process_time()
    features.matrix([Document("x", description=unit * 200_000, summary=unit * 10_000)])
    assert time.process_time() - began < 2


def test_a_long_description_weighs_no_more_than_a_short_one():
    long, short = (Document("x", description="tide tables for harbours\n\n" * times) for times in (1000, 1))
    lengths = [
        np.sqrt(sum(item.value**2 for item in features.evidence(d) if item.block == "description"))
        for d in (long, short)
    ]
    assert lengths[0] == pytest.approx(lengths[1])
