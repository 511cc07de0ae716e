"""Project names: one spelling, what is a name, and which names look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.distributions import names


@pytest.mark.parametrize("spelling", ["friendly-bard", "Friendly-Bard", "FRIENDLY.BARD", "friendly_.-bard"])
def test_all_spellings_of_a_name_normalize_to_one(spelling):
    assert names.normalize(spelling) == "friendly-bard"


@given(st.text())
def test_normalizing_twice_equals_once(name):
    once = names.normalize(name)
    assert names.normalize(once) == once


@given(st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", fullmatch=True))
def test_a_normalized_valid_name_is_valid(name):
    assert names.is_valid(name)
    assert names.is_valid(names.normalize(name))


@pytest.mark.parametrize("name", ["", "-a", "a-", ".a", "a b", "a/b", "é", "\u212a", "a\n", "a\x00", "../a"])
def test_what_is_not_ascii_letters_digits_and_inner_separators_is_no_name(name):
    assert not names.is_valid(name)


@pytest.mark.parametrize(
    ("name", "look_alike"),
    [
        ("pillow", "piiiow"),
        ("google", "g00gle"),
        ("l1I", "111"),
        ("py-yaml", "pyyaml"),
        ("zope.event", "zopeevent"),
    ],
)
def test_names_that_look_alike_share_a_key(name, look_alike):
    assert names.confusable_key(name) == names.confusable_key(look_alike)


def test_names_that_differ_to_the_eye_have_different_keys():
    assert names.confusable_key("flask") != names.confusable_key("flash")


@pytest.mark.parametrize("name", ["json", "Json", "importlib", "distutils", "telnetlib", "this"])
def test_modules_of_the_standard_library_are_known_also_those_of_older_pythons(name):
    assert names.is_standard_library(name)


def test_a_third_party_name_is_not_of_the_standard_library():
    assert not names.is_standard_library("requests")
