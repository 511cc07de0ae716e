"""Waves become few cards, honest uploads stay out of them, however it is interrupted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from moderation.campaigns import grouping, outbox
from moderation.campaigns.models import Arrival, Campaign, CampaignKey, PendingGrouping, Sighting
from tests.moderation.campaigns.traffic import (
    START,
    Sent,
    honest,
    person,
    send,
    spam_names,
    wave_2018,
    wave_2025,
)

pytestmark = pytest.mark.django_db


def cards():
    return list(Campaign.objects.cards())


def ticked():
    members = Arrival.objects.filter(campaign__in=cards(), ticked=True)
    return set(members.values_list("project__normalized_name", flat=True))


def met(uploads, *, at_most=3):
    """The bars: how many cards there may be, what part of the wave is in them, and nobody else's."""
    assert len(cards()) <= at_most
    spam = spam_names(uploads)
    assert len(ticked() & spam) >= 0.95 * len(spam)
    assert not ticked() - spam


def test_empty_projects_of_accounts_that_waited_become_one_card():
    uploads = [*honest(80), *wave_2025(12, 60)]
    send(uploads)
    met(uploads, at_most=1)


def test_advertisements_from_an_address_each_become_few_cards():
    uploads = [*honest(40), *wave_2018(15, 45)]
    send(uploads)
    met(uploads)


def test_two_waves_at_once_do_not_become_one():
    uploads = [*honest(20), *wave_2025(8, 24), *wave_2018(10, 30)]
    send(uploads)
    met(uploads)
    for card in cards():
        texts = set(card.members.values_list("release__summary", flat=True))
        assert texts == {""} or "" not in texts


def test_as_the_model_in_force_scores_them():
    uploads = [*honest(15), *wave_2025(6, 12), *wave_2018(12, 24)]
    send(uploads, by_the_model=True)
    met(uploads)


def test_a_wave_at_a_big_provider_is_found_by_what_else_it_shares():
    uploads = [*honest(30), *wave_2025(8, 24, mail_domain="inbox.ru")]
    send(uploads)
    met(uploads)


def test_honest_uploads_alone_make_no_card():
    send(honest(100))
    assert cards() == []


def test_the_uploads_of_one_account_are_no_campaign():
    send(wave_2025(1, 12))
    assert cards() == []


def test_counters_say_what_the_members_say():
    send([*honest(20), *wave_2025(6, 24), *wave_2018(8, 24)])
    for campaign in Campaign.objects.filter(merged_into=None):
        taught = list(campaign.members.filter(is_apart=False))
        assert campaign.projects == len(taught) == sum(campaign.scores)
        assert campaign.accounts == len({member.account_id for member in taught})
        assert campaign.apart == campaign.members.filter(is_apart=True).count()
        assert campaign.first_at == min(member.at for member in taught)
        assert campaign.last_at == max(member.at for member in taught)
        for key in CampaignKey.objects.filter(campaign=campaign):
            having = [member for member in taught if key.key_id in member.keys]
            assert key.projects == len(having)
            assert key.accounts == len({member.account_id for member in having})


def test_grouping_twice_changes_nothing():
    send(wave_2025(6, 24))
    before = everything()
    for arrival in Arrival.objects.all():
        PendingGrouping.objects.create(release=arrival.release, due_at=arrival.at)
    grouping.group_waiting()
    assert everything() == before
    assert not PendingGrouping.objects.exists()


def test_what_fails_keeps_no_other_from_being_grouped(caplog):
    send(wave_2025(4, 8))
    first, second = Arrival.objects.order_by("pk")[:2]
    first.release.scores.update(document={"links": "no list"})
    for arrival in (first, second):
        PendingGrouping.objects.create(release=arrival.release, due_at=arrival.at)
    grouping.group_waiting()
    left = PendingGrouping.objects.get()
    assert left.release_id == first.release_id
    assert (left.attempts, left.due_at > timezone.now()) == (1, True)
    assert "could not be grouped" in caplog.text


def test_what_failed_too_often_waits_for_a_new_score():
    send(wave_2025(4, 4))
    release = Arrival.objects.first().release
    PendingGrouping.objects.create(release=release, due_at=START, attempts=outbox.MOST_ATTEMPTS)
    assert outbox.next_due(5, now=timezone.now()) == []
    outbox.await_grouping(release.scores.get().pk)
    assert len(outbox.next_due(5, now=timezone.now())) == 1


def test_what_an_upload_costs_is_bounded(django_assert_max_num_queries):
    send(wave_2025(6, 66))
    with django_assert_max_num_queries(95):
        send([next(iter(wave_2025(1, 1, seed=99)))])


def test_the_same_text_of_two_accounts_is_one_group():
    text = "Order the lamp of the century today, in seven colours, and pay when you like it. " * 3
    at = START + timedelta(days=1)
    send(
        Sent(name, person_of(number), at, f"Lamp {number}", text, is_spam=True)
        for number, name in enumerate(("lamparium", "zzq-17", "b2b-light-9"))
    )
    [card] = cards()
    assert (card.accounts, card.alike) == (3, 3)


def test_merging_leaves_one_card_and_every_sighting_with_it():
    send(wave_2025(6, 24))
    whole = cards()[0]
    apart = Campaign.objects.create(scores=[0] * 20, first_at=START, last_at=START)
    from moderation.campaigns import membership

    members = list(whole.members.order_by("pk"))
    other = person_of(77)
    send([Sent("lonely", other, START + timedelta(days=20))])
    lonely = Arrival.objects.get(project__name="lonely")
    if lonely.campaign_id is None:
        membership.join(apart, lonely, evidence=7.0, alike=0.0)
    membership.merge(Campaign.objects.get(pk=apart.pk), Campaign.objects.get(pk=whole.pk))
    while membership.move_some():
        pass
    [card] = cards()
    assert card.projects == len(members) + 1
    assert not Sighting.objects.filter(campaign=apart).exists()
    assert not CampaignKey.objects.filter(campaign=apart).exists()


def person_of(number):
    from random import Random

    return person(Random(number), days_old=3, mail_domain=f"firm{number}.example")


def everything():
    tables = (Arrival, Campaign, CampaignKey, Sighting)
    return [list(table.objects.order_by("pk").values()) for table in tables]
