"""Reasons: in words, exact, and true."""

from dataclasses import replace

import pytest

from classifier import starting
from classifier.documents import Document
from classifier.explain import Reason, reasons
from tests.classifier.examples import HIDDEN_SPAM, HONEST, SPAM

EXAMPLES = HONEST | SPAM | HIDDEN_SPAM


@pytest.fixture(scope="module")
def model():
    return starting.load_starting()


@pytest.mark.parametrize("document", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_all_reasons_and_the_offset_are_the_score(model, document):
    total = sum(reason.weight for reason in reasons(model, document, limit=None)) + model.offset
    assert total == pytest.approx(model.log_odds([document])[0], abs=1e-4)


def test_reasons_come_strongest_first_and_no_more_of_a_kind_than_asked_for(model):
    found = reasons(model, SPAM["casino"], limit=3)
    weights = [abs(reason.weight) for reason in found]
    assert weights == sorted(weights, reverse=True)
    assert sum(reason.weight > 0 for reason in found) == 3
    assert sum(reason.weight < 0 for reason in found) <= 3


def test_a_reason_quotes_the_words_and_says_where_they_are(model):
    texts = [reason.text for reason in reasons(model, SPAM["casino"], limit=None)]
    assert any("bonus" in text and "in the summary" in text for text in texts)
    assert "addresses at luckyspinz.win" in texts


def test_a_word_is_quoted_once_a_field(model):
    shouting = Document("x", summary="casino casino casino")
    quoted = [reason.text for reason in reasons(model, shouting, limit=None) if "casino" in reason.text]
    assert quoted == ["word “casino” in the summary"]


@pytest.mark.parametrize("name", ["film", "casino", "flowers"])
def test_without_the_summary_that_speaks_for_spam_the_score_falls(model, name):
    document = SPAM[name]
    by_summary = sum(
        reason.weight for reason in reasons(model, document, limit=None) if reason.field == "summary"
    )
    assert by_summary > 0
    assert (
        model.log_odds([replace(document, summary="Reads tide tables from files")])[0]
        < model.log_odds([document])[0]
    )


def test_without_the_repository_that_speaks_against_spam_the_score_rises(model):
    document = HONEST["about films"]
    assert any(reason.field == "links" and reason.weight < 0 for reason in reasons(model, document))
    assert model.log_odds([replace(document, links=())])[0] > model.log_odds([document])[0]


def test_the_passage_that_is_named_moves_the_score_when_it_goes(model):
    hidden = HIDDEN_SPAM["behind a README"]
    named = next(
        reason
        for reason in reasons(model, hidden, limit=None)
        if reason.text.startswith("one passage presses") and "Watch the best movies" in reason.text
    )
    assert named.weight > 0
    cleaned = replace(hidden, description=hidden.description.partition("Watch the best movies")[0])
    assert model.log_odds([hidden])[0] - model.log_odds([cleaned])[0] > named.weight / 2


def test_the_odd_part_that_is_named_moves_the_score_when_it_goes(model):
    hidden = HIDDEN_SPAM["behind a README"]
    named = next(
        reason
        for reason in reasons(model, hidden, limit=None)
        if reason.text.startswith("a part of it is neither of software")
    )
    assert "Watch the best movies" in named.text
    assert named.weight > 0
    cleaned = replace(hidden, description=hidden.description.partition("Watch the best movies")[0])
    assert model.log_odds([hidden])[0] - model.log_odds([cleaned])[0] > named.weight


def test_a_long_quote_is_cut(model):
    long = Document("x", summary="Buy the best and cheapest now " * 20)
    quoted = [reason.text for reason in reasons(model, long, limit=None) if ": “" in reason.text]
    assert quoted
    assert all(len(text) < 170 and text.endswith("…”") for text in quoted)


def test_a_reason_is_stored_as_plain_values():
    assert Reason("shows code", -0.5, "description").as_dict() == {
        "text": "shows code",
        "weight": -0.5,
        "field": "description",
    }
