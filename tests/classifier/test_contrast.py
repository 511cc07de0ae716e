"""Contrast: the part of a description that fits least with the rest, wherever it stands and however long it is."""

import pytest

from classifier.contrast import NOTHING, oddest_part
from classifier.documents import Document
from classifier.facts import FACTS
from classifier.passages import passages
from classifier.reading import Reading
from tests.classifier.examples import README

# Three paragraphs that share their words, so that none of them is strange by itself.
AD = """Our florists deliver roses and bouquets in the whole city. Roses and bouquets come with a card.

Bouquets of roses for a wedding: the florists of our city know what a wedding needs.

Order roses and bouquets: https://bloom-delivery-shop.com/order or https://roses-and-bouquets.shop"""
HALVES = README.split("## Usage")


def oddest(description):
    return oddest_part(passages("", description, []))


def fact(key, document):
    found = next(fact for fact in FACTS if fact.key == key)
    return found.measure(Reading(document)), found.quote(Reading(document))


@pytest.mark.parametrize(
    "description",
    [f"{README}\n\n{AD}", f"{AD}\n\n{README}", f"{HALVES[0]}{AD}\n\n## Usage{HALVES[1]}"],
    ids=["behind", "before", "within"],
)
def test_all_of_an_advertisement_is_the_oddest_part_of_a_readme(description):
    part = oddest(description)
    assert part.oddness > 0.4
    assert "Our florists" in part.quote
    assert "Order roses" in part.quote
    assert "pip install" not in part.quote


@pytest.mark.parametrize("description", ["", "Reads tide tables.", README, AD])
def test_a_text_of_one_piece_has_no_part_as_odd(description):
    assert oddest(description).oddness < 0.3


def test_with_too_little_to_compare_nothing_is_odd():
    assert oddest("Reads tides.\n\nOrder roses and bouquets today.") == NOTHING


def test_code_is_no_odd_part():
    assert oddest(f"{README}\n\n```\nroses = florist.bouquets(wedding)\n```\n").oddness < 0.3


def test_where_the_odd_part_leads_and_what_it_says_are_facts_that_quote_it():
    plain, hidden = (
        Document("tidewatch", description=README),
        Document("tidewatch", description=f"{README}\n\n{AD}"),
    )
    for key in ("odd_part", "odd_part_presses", "odd_part_leads_away"):
        value, quote = fact(key, hidden)
        assert value > fact(key, plain)[0]
        assert "Our florists" in quote
    home = Document(
        "tidewatch",
        description=hidden.description,
        links=(("Homepage", "https://bloom-delivery-shop.com"), ("Shop", "https://roses-and-bouquets.shop")),
    )
    assert fact("odd_part_leads_away", home) == (0.0, "")
