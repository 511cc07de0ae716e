"""What is decided of a campaign: held, judged, purged, split, dismissed, and undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from classifier import training_set
from classifier.models import Label
from index.models import Project, Release
from moderation.acts import NotDone
from moderation.campaigns import acts, grouping, running, tasks
from moderation.campaigns.act_models import CampaignAct, CampaignActMember
from moderation.campaigns.keys import Key, Kind
from moderation.campaigns.models import Arrival, Campaign, SeenKey, Sighting
from moderation.models import AuditEntry, Case, Verdict, Webhook, WebhookDelivery
from moderation.webhooks.events import Event
from tests.factories import NOW, make_user
from tests.moderation.campaigns.conftest import lamp, member
from tests.moderation.campaigns.traffic import START, Person, Sent, send

pytestmark = pytest.mark.django_db

Verb = CampaignAct.Verb
REASON = "a wave of lamps"


@pytest.fixture
def mia():
    return make_user("mia", is_staff=True, role="moderator")


def done(campaign, verb, actor):
    act = acts.begin(campaign=campaign, verb=verb, actor=actor, reason=REASON, now=timezone.now())
    running.work(act.pk)
    act.refresh_from_db()
    assert act.state == "done"
    return act


def undone(act, actor):
    acts.undo(act=act, actor=actor, reason="a mistake", now=timezone.now())
    running.work(act.pk)
    act.refresh_from_db()
    assert act.state == "undone"


def held():
    return set(Release.objects.exclude(held_at=None).values_list("project__name", flat=True))


LAMPS = {f"lamp-{number}" for number in range(6)}


def test_holding_holds_the_ticked_and_opens_their_cases(card, mia):
    done(card, Verb.HOLD, mia)
    assert held() == LAMPS
    waiting = Case.objects.filter(settled_at=None, review_reason__contains=REASON)
    assert set(waiting.values_list("project__name", flat=True)) == LAMPS


def test_what_matches_a_held_campaign_is_held_and_told_of(card, mia):
    Webhook.objects.create(
        url="https://hook.example/", events=[Event.CAMPAIGN], salt="x", created_by="mia", created_at=NOW
    )
    done(card, Verb.HOLD, mia)
    send([lamp(7)])
    assert "lamp-7" in held()
    assert not Project.objects.get(name="lamp-7").removed_at
    body = WebhookDelivery.objects.get(event=Event.CAMPAIGN).body
    assert '"project": "lamp-7"' in body


def test_what_matches_one_that_is_not_held_is_left_alone(card):
    send([lamp(7)])
    assert member("lamp-7").campaign == card
    assert held() == set()


def test_a_member_with_a_sign_of_innocence_is_never_held_by_itself(card, mia):
    done(card, Verb.HOLD, mia)
    old = Person("elder", "elder.example", START - timedelta(days=400), "10.9.9.9")
    send([lamp(8, old)])
    assert member("lamp-8").campaign == card
    assert "lamp-8" not in held()


def test_a_new_release_of_a_held_member_is_held_too(card, mia):
    done(card, Verb.HOLD, mia)
    owner = Person("seller1", "shop1.example", START, "10.1.0.1")
    send([Sent("lamp-1", owner, START + timedelta(days=2), "Lamps", "", version="0.2.0")])
    assert Release.objects.get(project__name="lamp-1", version="0.2.0").held_at


def test_undoing_a_hold_frees_what_joined_since_and_settles_its_cases(card, mia):
    act = done(card, Verb.HOLD, mia)
    send([lamp(7)])
    undone(act, mia)
    assert held() == set()
    card.refresh_from_db()
    assert card.held_at is None
    assert not Case.objects.filter(settled_at=None).exclude(review_reason="").exists()
    send([lamp(9)])
    assert held() == set()


def test_judging_spam_removes_and_labels_the_ticked_alone(card, mia):
    done(card, Verb.SPAM, mia)
    removed = Project.objects.exclude(removed_at=None)
    assert set(removed.values_list("name", flat=True)) == LAMPS
    labels = Label.objects.in_force()
    assert set(labels.values_list("campaign_id", flat=True)) == {card.pk}
    assert {label.labelled_by for label in labels} == {"mia"}
    assert not Campaign.objects.cards().exists()


def test_undoing_the_judgement_brings_all_back(card, mia):
    undone(done(card, Verb.SPAM, mia), mia)
    assert not Project.objects.exclude(removed_at=None).exists()
    assert not Label.objects.in_force().exists()
    assert Campaign.objects.cards().get() == card


def test_judging_not_spam_releases_what_was_held(card, mia):
    done(card, Verb.HOLD, mia)
    done(card, Verb.NOT_SPAM, mia)
    assert held() == set()
    assert Verdict.objects.filter(decision="not_spam").count() == 6
    card.refresh_from_db()
    assert card.held_at is None


def test_a_card_comes_back_with_a_new_member(card, mia):
    done(card, Verb.SPAM, mia)
    send([lamp(7)])
    assert Campaign.objects.cards().get() == card


def test_a_thousand_copies_without_text_count_as_few(empties, mia, monkeypatch):
    monkeypatch.setattr(training_set, "COPIES_COUNT_FOR", 2)
    monkeypatch.setattr(training_set, "COPIES_READ", 4)
    done(empties, Verb.SPAM, mia)
    found = training_set.read()
    assert len(found) == 4
    assert found.weights.sum() == pytest.approx(2)
    assert len(set(found.campaigns)) == 1


def test_an_act_goes_on_where_a_worker_died(card, mia):
    act = acts.begin(campaign=card, verb=Verb.HOLD, actor=mia, reason=REASON, now=timezone.now())
    assert running.step(act.pk, now=timezone.now())
    assert len(held()) == 1
    CampaignAct.objects.update(worked_at=timezone.now() - timedelta(minutes=1))
    running.work(act.pk)
    running.work(act.pk)
    assert held() == LAMPS
    assert CampaignActMember.objects.filter(done_at=None).count() == 0


def test_one_act_at_a_time(card, mia):
    acts.begin(campaign=card, verb=Verb.HOLD, actor=mia, reason=REASON, now=timezone.now())
    with pytest.raises(NotDone, match="still at work"):
        acts.begin(campaign=card, verb=Verb.SPAM, actor=mia, reason=REASON, now=timezone.now())


def test_nothing_is_judged_where_nothing_is_ticked(card, mia):
    Arrival.objects.update(ticked=False)
    with pytest.raises(NotDone, match="No member is ticked"):
        acts.begin(campaign=card, verb=Verb.SPAM, actor=mia, reason=REASON, now=timezone.now())


def test_who_judged_one_before_is_not_overruled_silently(card, mia):
    other = make_user("noa", is_staff=True, role="moderator")
    case = member("lamp-2").project
    from moderation.queue import cases, claims

    opened = cases.open_for(case, now=timezone.now())
    claims.claim(case=opened, moderator=other, now=timezone.now())
    done(card, Verb.SPAM, mia)
    assert not Project.objects.get(name="lamp-2").removed_at
    assert "lamp-2 is not judged" in CampaignActMember.objects.get(project__name="lamp-2").refused


def test_what_is_no_campaign_is_not_raised_again(card, mia):
    acts.dismiss(campaign=card, actor=mia, reason="a course", now=timezone.now())
    send([lamp(number) for number in range(7, 12)])
    assert not Campaign.objects.cards().exists()
    assert member("lamp-9").campaign == card
    acts.take_up(campaign=card, actor=mia, reason="it is one", now=timezone.now())
    assert Campaign.objects.cards().get().projects == 11


def test_split_moves_the_accounts_that_have_a_trait_and_they_stay_apart(empties, mia):
    key = SeenKey.objects.filter(kind=Kind.ACCOUNT).order_by("pk").first()
    other = acts.split(campaign=empties, key_id=key.pk, actor=mia, reason="another hand", now=timezone.now())
    empties.refresh_from_db()
    other.refresh_from_db()
    assert (other.accounts, other.projects) == (1, 2)
    assert (empties.accounts, empties.projects) == (3, 6)
    assert Sighting.objects.filter(key=key, campaign=other).count() == 1
    from moderation.campaigns import membership

    assert not membership.may_merge(empties, other)


def test_split_by_what_all_have_is_refused(empties, mia):
    key = Key(Kind.MAIL, "postbox-mail.example").id
    with pytest.raises(NotDone, match="All of its accounts"):
        acts.split(campaign=empties, key_id=key, actor=mia, reason="x", now=timezone.now())


def test_a_purge_is_drafted_of_the_ticked_and_their_accounts(card, mia):
    purge = acts.draft_purge(campaign=card, actor=mia, reason=REASON, now=timezone.now())
    assert set(purge.projects.values_list("project__name", flat=True)) == LAMPS
    assert purge.accounts.count() == 6
    assert not Campaign.objects.cards().exists()


def test_every_act_is_in_the_audit_with_its_reason(card, mia):
    done(card, Verb.HOLD, mia)
    entry = AuditEntry.objects.get(action="hold campaign")
    assert (entry.actor, entry.subject, entry.reason) == ("mia", f"campaign {card.pk}", REASON)
    assert entry.after == {"members": 6}


def test_hashes_of_networks_are_forgotten_with_the_addresses(card, settings):
    assert SeenKey.objects.filter(kind=Kind.NETWORK).exists()
    settings.KEEP_ADDRESSES_DAYS = 1
    tasks.forget_networks()
    assert not SeenKey.objects.filter(kind=Kind.NETWORK).exists()
    grouping.group_waiting()
