"""Standing is computed from facts, and shown to whose it is."""

import re
from dataclasses import replace

import pytest
from django.utils import timezone

from accounts.standing import Facts, Standing, next_standing, standing_of, steps
from index.models import Project
from moderation import flags
from moderation.models import Flag
from tests.factories import NOW, make_project, make_user

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


# What would raise it


def words(facts):
    return " ".join(steps(facts))


def test_a_new_account_hears_all_that_is_missing_to_be_established():
    facts = Facts(
        age_days=1, has_verified_address=False, has_second_factor=False, honest_verdicts=0, spam_verdicts=0
    )
    assert next_standing(facts) == Standing.ESTABLISHED
    assert len(steps(facts)) == 3
    assert "Wait 29 days" in words(facts)
    assert "Verify" in words(facts)


def test_an_established_account_hears_what_is_missing_to_be_trusted():
    facts = replace(OLD_HAND, age_days=364, has_second_factor=False, honest_verdicts=2)
    assert next_standing(facts) == Standing.TRUSTED
    assert steps(facts) == [
        "Wait 1 day: the account is young.",
        "Set up a second factor.",
        "Have 1 more project that a moderator has found honest.",
    ]


def test_after_a_spam_verdict_there_is_one_way():
    assert "ask for a review" in words(replace(OLD_HAND, spam_verdicts=1))
    assert len(steps(replace(OLD_HAND, spam_verdicts=1))) == 1


def test_the_top_and_a_grant_have_no_next():
    for facts in (OLD_HAND, replace(OLD_HAND, age_days=1, granted=Standing.ESTABLISHED)):
        assert (next_standing(facts), steps(facts)) == (None, [])
    assert "only an admin can change it" in words(replace(OLD_HAND, granted=Standing.NEWCOMER))


@pytest.mark.parametrize("age", [0, 29, 30, 400])
@pytest.mark.parametrize("verdicts", [0, 1, 3])
@pytest.mark.parametrize("has", [True, False])
def test_whoever_does_all_that_is_said_rises(age, verdicts, has):
    facts = Facts(
        age_days=age,
        has_verified_address=has,
        has_second_factor=has,
        honest_verdicts=verdicts,
        spam_verdicts=0,
    )
    aim = next_standing(facts)
    assert bool(steps(facts)) == (aim is not None)
    done = replace(
        facts, age_days=max(age, 365), has_verified_address=True, has_second_factor=True, honest_verdicts=3
    )
    assert standing_of(done) == Standing.TRUSTED


# The page


@pytest.mark.django_db
def test_the_page_shows_standing_reasons_limits_and_steps(client, settings):
    settings.NEW_PROJECTS_AN_HOUR = {"newcomer": 7, "established": 0, "trusted": 0}
    ann = make_user("ann")
    for name in ("one", "two"):
        make_project(name, owner=ann)
    Project.objects.update(created_at=timezone.now())
    make_project("old", owner=ann)
    client.force_login(ann)
    page = client.get("/manage/account/standing/").content.decode()
    assert "newcomer" in page
    assert "It has a verified address." in page
    assert re.search(r'data-label="Used">2</td>\s*<td class="number" data-label="Of">7</td>', page)
    assert "found honest" in page


@pytest.mark.django_db
def test_who_has_no_limit_is_told_so_and_costs_no_count(client):
    client.force_login(make_user(granted_standing=Standing.TRUSTED))
    page = client.get("/manage/account/standing/").content.decode()
    assert page.count("no limit") == 2
    assert "there is no higher one" in page
    assert "Granted by an admin" in page


@pytest.mark.django_db
@pytest.mark.parametrize(("standing", "is_told"), [("", True), ("established", False)])
def test_what_follows_just_now_is_told(client, settings, standing, is_told):
    settings.HOLD_ABOVE = 0.9
    flags.set_flag(
        id_=Flag.Id.HOLD_NEW_PROJECTS,
        enabled=True,
        reach=Flag.Reach.NEWCOMERS,
        actor="ada",
        reason="a wave",
        now=NOW,
    )
    client.force_login(make_user(granted_standing=standing))
    page = client.get("/manage/account/standing/").content.decode()
    assert ("New projects wait for review just now" in page) == is_told
    assert ("very suspicious is held" in page) == is_told


@pytest.mark.django_db
def test_a_stranger_is_asked_to_log_in(client):
    assert client.get("/manage/account/standing/")["Location"].startswith("/account/login/")
