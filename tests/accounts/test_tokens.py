"""API tokens as text."""

from hypothesis import given
from hypothesis import strategies as st

from accounts.api_tokens import tokens


def test_minted_token_is_well_formed_and_starts_as_scanners_expect():
    token = tokens.mint()
    assert token.startswith("pypi-")
    assert tokens.is_well_formed(token)


def test_no_two_tokens_are_the_same():
    assert tokens.mint() != tokens.mint()


def test_one_wrong_character_is_noticed_without_a_look_up():
    token = tokens.mint()
    wrong = token[:20] + ("a" if token[20] != "a" else "b") + token[21:]
    assert not tokens.is_well_formed(wrong)


def test_cut_off_token_is_noticed():
    assert not tokens.is_well_formed(tokens.mint()[:-3])


@given(st.text())
def test_rubbish_is_never_well_formed_and_never_an_error(text):
    assert not tokens.is_well_formed(text)
    assert not tokens.is_well_formed(tokens.PREFIX + text)


def test_digest_does_not_hold_the_token():
    token = tokens.mint()
    assert len(tokens.digest(token)) == 64
    assert tokens.digest(token) != tokens.digest(tokens.mint())
