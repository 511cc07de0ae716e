"""The pages of campaigns, as a browser asks for them."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from moderation.campaigns.act_models import CampaignAct
from moderation.campaigns.models import Arrival, Campaign
from moderation.models import Purge
from tests.factories import make_user
from tests.moderation.campaigns.conftest import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia(client):
    user = make_user("mia", is_staff=True, role="moderator")
    client.force_login(user)
    return user


@pytest.fixture
def ada(client):
    user = make_user("ada", is_staff=True)
    client.force_login(user)
    return user


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_says_what_links_them(client, mia, card):
    text = page(client, "/moderation/campaigns/")
    assert f"Campaign {card.pk}" in text
    assert "6 projects of 6 accounts, 1 more with a sign of innocence" in text
    assert "text at least 0.9 alike 100 %" in text


def test_the_card_shows_figures_traits_examples_and_who_is_apart(client, mia, card):
    text = page(client, f"/moderation/campaigns/{card.pk}/")
    for said in (
        "Most typical",
        "Least typical",
        "With a sign of innocence: not ticked",
        "Decide on 6 ticked members",
    ):
        assert said in text
    assert "It links to a repository of its own name." in text
    assert f'value="{member("lamplight").pk}">' in text.replace(" checked", " CHECKED")


def test_what_strangers_wrote_is_escaped(client, mia, card):
    lamp = member("lamp-1").release
    lamp.summary = "<script>alert(1)</script>"
    lamp.save()
    assert "<script>alert(1)" not in page(client, f"/moderation/campaigns/{card.pk}/")


def test_members_apart_alone(client, mia, card):
    text = page(client, f"/moderation/campaigns/{card.pk}/?only=apart")
    members = text.partition('id="members"')[2]
    assert "lamplight" in members
    assert "lamp-1<" not in members


def test_ticks_of_a_page_are_kept_and_no_others(client, mia, card):
    one, other = member("lamp-1"), member("lamp-2")
    path = f"/moderation/campaigns/{card.pk}/tick/"
    answer = client.post(path, {"shown": [one.pk, other.pk, "x"], "ticked": [other.pk]})
    assert answer.status_code == 302
    assert not member("lamp-1").ticked
    assert member("lamp-2").ticked
    assert Arrival.objects.filter(ticked=True).count() == 5


def test_an_act_asks_for_its_reason_and_keeps_what_was_typed(client, mia, card):
    path = f"/moderation/campaigns/{card.pk}/hold/"
    assert "what joins the campaign is held" in page(client, path)
    assert client.post(path, {"reason": ""}).status_code == 400
    assert not CampaignAct.objects.exists()
    answer = client.post(path, {"reason": "a wave"})
    assert answer["location"] == f"/moderation/campaigns/{card.pk}/"
    assert CampaignAct.objects.get().reason == "a wave"


def test_what_cannot_be_done_is_told_in_the_form(client, mia, card):
    Arrival.objects.update(ticked=False)
    answer = client.post(f"/moderation/campaigns/{card.pk}/spam/", {"reason": "a wave"})
    assert answer.status_code == 400
    assert "No member is ticked" in answer.content.decode()


def test_a_purge_leads_to_its_draft(client, ada, card):
    answer = client.post(f"/moderation/campaigns/{card.pk}/purge/", {"reason": "a wave"})
    assert answer["location"] == f"/moderation/purges/{Purge.objects.get().pk}/"


@pytest.mark.parametrize("key", ["", "x", "9" * 30, "12"])
def test_a_split_by_nonsense_is_refused(client, mia, card, key):
    answer = client.post(f"/moderation/campaigns/{card.pk}/split/", {"reason": "x", "key": key})
    assert answer.status_code == 400
    assert Campaign.objects.count() == 1


def test_a_merged_campaign_leads_to_the_one_it_is_part_of(client, mia, card):
    small = Campaign.objects.create(
        scores=[0] * 20, first_at=card.first_at, last_at=card.last_at, merged_into=card
    )
    assert client.get(f"/moderation/campaigns/{small.pk}/")["location"] == f"/moderation/campaigns/{card.pk}/"


def test_the_list_asks_as_many_queries_for_one_card_as_for_three(
    client, mia, card, django_assert_max_num_queries
):
    for _ in range(3):
        Campaign.objects.create(
            scores=[0] * 20, first_at=card.first_at, last_at=card.last_at, accounts=3, projects=3
        )
    with django_assert_max_num_queries(12):
        page(client, "/moderation/campaigns/")


@pytest.mark.parametrize("state", ["settled", "dismissed", "nonsense"])
def test_other_lists_open(client, mia, state):
    assert "Campaigns" in page(client, f"/moderation/campaigns/?state={state}")


def test_the_front_page_counts_cards(client, mia, card):
    assert '<a href="/moderation/campaigns/">campaigns</a>' in page(client, "/moderation/")


def test_a_rule_is_made_of_what_most_members_share(client, mia, empties):
    text = page(client, f"/moderation/campaigns/{empties.pk}/")
    address = html.unescape(re.search(r'href="(/moderation/rules/new/\?[^"]+)"', text)[1])
    asked = parse_qs(urlsplit(address).query)
    assert asked["title"] == [f"Campaign {empties.pk}"]
    assert set(asked) - {"title"} <= {"link_host", "mail_domain", "name"}
    form = page(client, address)
    domain = asked["mail_domain"][0]
    assert domain in form
    assert empties.members.first().account.email.endswith(f"@{domain}")
