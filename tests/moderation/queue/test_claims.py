"""A card in hand: who has it, for how long, and who may judge it meanwhile."""

from datetime import timedelta

import pytest

from moderation.judging import verdicts
from moderation.judging.verdicts import VerdictRefused
from moderation.models import Case, Verdict
from moderation.queue import claims
from moderation.queue.claims import Claimed
from tests.factories import NOW, make_case, make_user

pytestmark = pytest.mark.django_db

SOON, PAST_IT = NOW + timedelta(minutes=1), NOW + claims.LASTS


@pytest.fixture
def ann():
    return make_user("ann", is_staff=True)


@pytest.fixture
def bea():
    return make_user("bea", is_staff=True)


@pytest.fixture
def case(ann):
    case = make_case("films", 0.9)
    claims.claim(case=case, moderator=ann, now=NOW)
    return case


def decide(case, moderator, now):
    return verdicts.decide(case=case, decision=Verdict.Decision.SPAM, moderator=moderator, now=now)


def test_a_second_moderator_hears_who_has_it_and_until_when(case, bea):
    with pytest.raises(Claimed, match=r"ann has it until 19:27 UTC"):
        claims.claim(case=case, moderator=bea, now=SOON)
    with pytest.raises(VerdictRefused, match=r"ann has it until 19:27 UTC\. Take it over"):
        decide(case, bea, SOON)


def test_who_has_it_judges_it(case, ann):
    assert decide(case, ann, SOON)
    assert Case.objects.get().claimed_by is None


def test_it_lapses_by_itself(case, bea):
    assert claims.claim(case=case, moderator=bea, now=PAST_IT)
    assert decide(case, bea, PAST_IT)


def test_taking_it_over_is_one_click(case, ann, bea):
    claims.take_over(case=case, moderator=bea, now=SOON)
    with pytest.raises(VerdictRefused, match="bea has it"):
        decide(case, ann, SOON)
    assert decide(case, bea, SOON)


def test_one_has_one_card_in_hand(case, ann, bea):
    claims.claim(case=make_case("more", 0.9), moderator=ann, now=SOON)
    assert claims.claim(case=case, moderator=bea, now=SOON)


def test_what_is_settled_is_nobody_s(case, ann, bea):
    decide(case, ann, SOON)
    for take in (claims.claim, claims.take_over):
        with pytest.raises(Claimed, match="decided already"):
            take(case=case, moderator=bea, now=SOON)


def test_the_card_says_so_to_the_second_alone(client, case, ann, bea):
    Case.objects.update(claimed_until=NOW + timedelta(days=9999))
    client.force_login(bea)
    assert "ann has it until" in client.get("/moderation/queue/").content.decode()
    client.force_login(ann)
    assert "ann has it until" not in client.get("/moderation/queue/").content.decode()


def test_looking_at_the_queue_claims_nothing(client, ann):
    make_case("films", 0.9)
    client.force_login(ann)
    client.get("/moderation/queue/")
    assert Case.objects.get().claimed_by is None


@pytest.mark.parametrize(("page", "status"), [("claim", 409), ("take-over", 200)])
def test_the_script_is_answered_in_a_sentence(client, case, bea, page, status):
    Case.objects.update(claimed_until=NOW + timedelta(days=9999))
    client.force_login(bea)
    answer = client.post(f"/moderation/queue/{case.pk}/{page}/", headers={"accept": "application/json"})
    assert answer.status_code == status
    assert "until" in answer.json()["said"]


def test_without_the_script_the_card_alone_comes_with_the_sentence(client, case, bea):
    client.force_login(bea)
    page = client.post(f"/moderation/queue/{case.pk}/take-over/", follow=True).content.decode()
    assert "films: You have it until" in page
    assert f'id="case-{case.pk}"' in page
