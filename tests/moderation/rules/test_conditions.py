"""What a rule may ask, and whether an upload fits it."""

import pytest

from moderation.rules import conditions
from moderation.rules.conditions import Kind, NotACondition, normalized
from moderation.rules.matching import Candidate, fits, may_fit


def asks(kind, *values):
    return [{kind: normalized(Kind(kind), values)}]


def saying(text):
    return Candidate("x", said=conditions.plain(text))


@pytest.mark.parametrize(
    ("kind", "typed", "spelt"),
    [
        ("name", "Free_Films--*", "free-films-*"),
        ("text", "  Watch,  FREE films!", "watch free films"),
        ("text", "f\u200bree fіlms", "free films"),  # a joiner, and a Cyrillic letter
        ("link_host", "https://Shop.Example:8080/path?x=1", "shop.example"),
        ("link_host", "www.bücher.example.", "www.xn--bcher-kva.example"),
        ("mail_domain", "@Spam.example", "spam.example"),
        ("mail_domain", "eve@spam.example", "spam.example"),
        ("address", "192.0.2.7", "192.0.2.7/32"),
        ("address", "192.0.2.7/24", "192.0.2.0/24"),
        ("address", "2001:db8::1/32", "2001:db8::/32"),
        ("digest", f"SHA256:{'AB' * 32}", "ab" * 32),
    ],
)
def test_each_kind_has_one_spelling(kind, typed, spelt):
    assert normalized(Kind(kind), [typed, "", typed]) == [spelt]


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("name", "a*", "fits nearly every name"),
        ("name", "no name", "is no pattern|is no name"),
        ("text", "a *", "in nearly every text"),
        ("text", "x" * 201, "longer than 200"),
        ("link_host", "com", "no host or domain"),
        ("link_host", "http://[", "no host or domain"),
        ("mail_domain", "spam", "no host or domain"),
        ("address", "everywhere", "no address or network"),
        ("address", "0.0.0.0/0", "too much of the Internet"),
        ("address", "::/8", "too much of the Internet"),
        ("digest", "abc", "no SHA-256"),
    ],
)
def test_what_fits_nothing_or_everything_is_refused_in_a_sentence(kind, typed, said):
    with pytest.raises(NotACondition, match=said):
        normalized(Kind(kind), [typed])


def test_a_field_takes_fifty_lines():
    with pytest.raises(NotACondition, match="50 at most"):
        normalized(Kind.NAME, [f"film{number}" for number in range(51)])


@pytest.mark.parametrize(
    ("pattern", "name", "does"),
    [
        ("*-free-*", "watch-free-films", True),
        ("*-free-*", "free-films", False),
        ("free-films", "free-films", True),
        ("free-films", "free-films-2", False),
    ],
)
def test_names(pattern, name, does):
    assert fits(asks("name", pattern), Candidate(name)) == does
    assert may_fit(asks("name", pattern), name) == does


@pytest.mark.parametrize(
    ("phrase", "text", "does"),
    [
        ("free films", "Watch FREE\n  films, now!", True),
        ("free films", "watch f\u200bree fіlms", True),
        ("free films", "Carefree films.", False),
        ("free films", "free good films", False),
        ("free*films", "free good films", True),
        ("*free film*", "carefree filmstars", True),
        ("电影", "免费电影在线", False),
        ("*电影*", "免费电影在线", True),
        ("free-films", "free films", True),
    ],
)
def test_texts_are_compared_by_whole_words_whatever_their_disguise(phrase, text, does):
    assert fits(asks("text", phrase), saying(text)) == does


@pytest.mark.parametrize(
    ("host", "linked", "does"),
    [
        ("shop.example", "https://shop.example/x", True),
        ("shop.example", "http://cdn.SHOP.example:80", True),
        ("shop.example", "https://notshop.example", False),
        ("shop.example", "https://shop.example.evil.test", False),
        ("bücher.example", "https://www.xn--bcher-kva.example/", True),
    ],
)
def test_hosts_fit_with_all_below_them(host, linked, does):
    candidate = Candidate("x", link_hosts=conditions.hosts_of([linked]))
    assert fits(asks("link_host", host), candidate) == does


@pytest.mark.parametrize(
    ("network", "address", "does"),
    [
        ("192.0.2.0/24", "192.0.2.200", True),
        ("192.0.2.0/24", "192.0.3.1", False),
        ("192.0.2.0/24", "2001:db8::1", False),
        ("2001:db8::/32", "2001:db8:1::1", True),
    ],
)
def test_addresses(network, address, does):
    assert fits(asks("address", network), Candidate("x", addresses=frozenset([address]))) == does


def test_all_of_an_alternative_and_any_of_several():
    both = asks("name", "*film*", "*song*")[0] | asks("link_host", "shop.example")[0]
    hosts = frozenset(["shop.example"])
    assert fits([both], Candidate("old-songs", link_hosts=hosts))
    assert not fits([both], Candidate("old-songs"))
    assert not fits([both], Candidate("old-maps", link_hosts=hosts))
    assert fits([both, *asks("name", "old-maps")], Candidate("old-maps"))


@pytest.mark.parametrize("alternatives", [[], [{}], [{"phase-of-the-moon": ["full"]}]])
def test_what_asks_for_nothing_or_is_not_known_fits_nothing(alternatives):
    assert not fits(alternatives, Candidate("films"))


def test_no_pattern_keeps_a_worker_busy():
    """Each of these would take a backtracking engine longer than the universe has."""
    name = "a" * 100
    assert not fits(asks("name", "a*" * 49 + "b"), Candidate(name))
    assert not fits(asks("text", "a*" * 99 + "b"), saying("a" * 500_000))
    assert not fits(asks("text", "a*" * 99 + "b"), saying("a " * 250_000))
