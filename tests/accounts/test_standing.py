"""Standing is computed from facts."""

from dataclasses import replace

import pytest

from accounts.standing import Facts, Standing, standing_of

OLD_HAND = Facts(
    age_days=400, has_verified_address=True, has_second_factor=True, honest_verdicts=3, spam_verdicts=0
)


def test_a_year_a_second_factor_and_honest_verdicts_make_trusted():
    assert standing_of(OLD_HAND) == Standing.TRUSTED


@pytest.mark.parametrize("change", [{"age_days": 364}, {"has_second_factor": False}, {"honest_verdicts": 2}])
def test_without_one_of_them_an_account_is_established(change):
    assert standing_of(replace(OLD_HAND, **change)) == Standing.ESTABLISHED


@pytest.mark.parametrize(
    "change", [{"age_days": 29}, {"has_verified_address": False}, {"honest_verdicts": 0}]
)
def test_young_unverified_or_unseen_accounts_are_newcomers(change):
    facts = replace(OLD_HAND, has_second_factor=False, **change)
    assert standing_of(facts) == Standing.NEWCOMER


def test_a_spam_verdict_makes_a_newcomer():
    assert standing_of(replace(OLD_HAND, spam_verdicts=1)) == Standing.NEWCOMER


def test_what_an_admin_grants_wins():
    facts = replace(OLD_HAND, age_days=0, granted=Standing.TRUSTED)
    assert standing_of(facts) == Standing.TRUSTED
