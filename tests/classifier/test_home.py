"""Homes and contacts: where a project's links lead, and how a passage asks to be answered."""

import pytest

from classifier.documents import Document
from classifier.facts import FACTS
from classifier.hardening import variants
from classifier.reading import Reading
from tests.classifier.examples import README, REPOSITORY, SPAM

VENDOR = Document(
    "tallybook-invoices",
    summary="Module of Tallybook that prints invoices",
    description="Install the module and run the setup.",
    links=(("Homepage", "https://brixsoft.be/apps"),),
)
PLAIN = Document("tidewatch", "1.2", "Reads harbour tide tables", README, links=REPOSITORY)


def fact(key, document):
    found = next(fact for fact in FACTS if fact.key == key)
    return found.measure(Reading(document))


def linked(*urls, name="x"):
    return Document(name, links=tuple(("Homepage", url) for url in urls))


def test_a_company_site_beside_words_of_software_is_no_bare_home():
    assert fact("home_elsewhere", VENDOR) == 1.0
    assert fact("home_elsewhere_bare", VENDOR) == 0.0
    assert fact("home_elsewhere_bare", SPAM["flowers"]) == 1.0
    assert fact("home_elsewhere_bare", PLAIN) == 0.0


@pytest.mark.parametrize(
    ("urls", "high"),
    [
        (("https://a-shop.com/1", "https://www.a-shop.com/2"), 0.0),
        (("https://a-shop.com", "https://b-shop.com"), 0.5),
        (("https://a-shop.com", "https://b-shop.com", "https://c-shop.com"), 1.0),
        (("https://github.com/a/b", "https://pypi.python-index.net/project/x", "https://b-shop.com"), 0.0),
    ],
)
def test_links_to_several_sites_are_many_homes_and_to_one_are_not(urls, high):
    assert fact("many_homes", linked(*urls)) == high


def test_an_address_that_is_a_sentence_is_told_from_a_product_page():
    assert fact("address_sentence", linked("https://shop.com/how-to-get-your-money-back-today-fast")) > 0.8
    assert fact("address_sentence", linked("https://shop.com/products/python")) == 0.0
    assert (
        fact("address_sentence", linked("https://github.com/a/how-to-get-your-money-back-today-fast")) == 0.0
    )


@pytest.mark.parametrize(
    "asking",
    [
        "Call +1 855 555 0142",
        "WhatsApp us for prices",
        "添加微信 abc",
        "пишите в телеграм",
        "https://t.me/shop",
    ],
)
def test_a_passage_that_asks_to_call_or_to_write_is_told(asking):
    assert fact("passage_contact", Document("x", description=f"Roses for sale. {asking}")) > 0.5
    assert fact("summary_contact", Document("x", summary=f"Roses for sale. {asking}")) > 0.5


def test_software_that_speaks_to_messengers_asks_nobody_to_write():
    bot = Document("x", "1", "Telegram bot API client", "Python library and server of the Telegram bot API")
    assert fact("passage_contact", bot) == 0.0
    assert fact("summary_contact", bot) == 0.0


def test_honest_projects_are_shown_at_a_home_of_their_own_and_with_strangers():
    made = {v.kind: v.document for v in variants([SPAM["flowers"], PLAIN], [True, False], seed=2)}
    at_home = made["on a site of its own"]
    assert not fact("repository", at_home)
    assert "http" not in at_home.description
    assert len(made["add-on"].name.split("-")) == 4
    assert made["add-on, one line"].description == ""
    assert README in made["with thanks to others"].description
    assert made["within a README"].summary == PLAIN.summary
    assert made["within a README"].links == REPOSITORY
    assert made["spam, name and summary"].links == ()
    assert made["spam, name and summary"].description == ""


@pytest.mark.parametrize(
    ("name", "summary", "url", "also"),
    [
        ("tally-invoices", "Invoices of the Brixsoft desk", "https://www.brixsoft.be/apps", ()),
        ("fastmcp-slim", "Slim client", "https://gofastmcp.com", ()),
        ("pettingzoo", "Games", "https://farama.org", ("https://github.com/Farama-Foundation/PettingZoo",)),
    ],
    ids=["said in the summary", "named like the project", "who keeps the repository"],
)
def test_a_site_that_bears_a_name_of_the_project_is_not_elsewhere(name, summary, url, also):
    document = Document(name, summary=summary, links=tuple(("Home", address) for address in (url, *also)))
    assert fact("home_elsewhere", document) == 0.0
    other = Document(name, summary=summary, links=(("Home", "https://bloom-delivery-shop.com"),))
    assert fact("home_elsewhere", other) == 1.0


def test_a_word_of_the_name_within_a_longer_site_is_no_name():
    shop = Document("carpet-cleaning-nord", summary="Stains", links=(("Home", "https://sparklecarpets.com"),))
    assert fact("home_elsewhere", shop) == 1.0


def test_who_has_a_repository_may_link_to_profiles_elsewhere():
    profiles = ("https://mastodon.social/@ann", "https://bsky.app/profile/ann", "https://ko-fi.com/ann")
    at_home = Document(
        "tidewatch", description=README, links=(*REPOSITORY, *(("Funding", url) for url in profiles))
    )
    assert fact("many_homes", at_home) == 0.0
    assert fact("links_disagree", at_home) == 0.0
    swapped = Document("tidewatch", description=README, links=tuple(("Funding", url) for url in profiles))
    assert fact("many_homes", swapped) == 1.0
    assert fact("links_disagree", swapped) == 1.0
