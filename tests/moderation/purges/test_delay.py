"""Above the limit a purge waits for a second admin, or for the end of its delay."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from index.models import Project
from moderation.models import AuditEntry, Purge
from moderation.purges import confirm, delay, stopping, tasks
from moderation.purges.refusal import PurgeRefused
from tests.moderation.purges.wave import confirmed, drafted, make_wave, state

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _limit(settings):
    settings.PURGE_REACH_LIMIT = 8
    settings.PURGE_DELAY_HOURS = 24


@pytest.fixture
def waiting():
    users, _ = make_wave()
    return confirmed(drafted(users))


def over(purge):
    """As it is once its delay has run."""
    Purge.objects.filter(pk=purge.pk).update(starts_at=Now() - timedelta(seconds=1))


def row(purge):
    return Purge.objects.get(pk=purge.pk)


@pytest.mark.usefixtures("eager")
def test_it_starts_by_itself_when_the_delay_is_over_and_not_before(waiting):
    tasks.continue_purges()
    assert not Project.objects.exclude(removed_at=None).exists()
    over(waiting)
    tasks.continue_purges()
    assert state(waiting) == Purge.State.REMOVED
    assert row(waiting).started_by_itself
    entry = AuditEntry.objects.get(action="start purge after its delay")
    assert (entry.actor, entry.reason) == ("timer", waiting.reason)


def test_the_delay_is_as_long_as_the_setting_says_by_the_clock_of_the_database(waiting):
    at = Purge.objects.filter(
        pk=waiting.pk, starts_at__range=(Now() + timedelta(hours=23, minutes=59), Now() + timedelta(hours=24))
    )
    assert at.exists()


def test_a_clock_that_is_ahead_starts_nothing_early(waiting):
    delay.end_due(now=timezone.now() + timedelta(days=3))
    assert row(waiting).awaits_agreement


def test_without_a_delay_only_a_second_admin_starts_it(settings):
    settings.PURGE_DELAY_HOURS = 0
    users, _ = make_wave()
    purge = confirmed(drafted(users))
    assert purge.starts_at is None
    tasks.continue_purges()
    assert row(purge).awaits_agreement
    assert not confirm.agree(purge=purge, actor="bob", now=timezone.now()).awaits_agreement


def test_a_small_purge_waits_for_nothing(settings):
    settings.PURGE_REACH_LIMIT = 9
    users, _ = make_wave()
    purge = confirmed(drafted(users))
    assert (purge.starts_at, purge.is_at_work) == (None, True)


@pytest.mark.usefixtures("eager")
def test_a_second_admin_who_agrees_ends_the_delay(waiting):
    confirm.agree(purge=waiting, actor="bob", now=timezone.now())
    over(waiting)
    tasks.continue_purges()
    assert not AuditEntry.objects.filter(action="start purge after its delay").exists()
    assert not row(waiting).started_by_itself


def test_a_stopped_purge_does_not_start_and_going_on_begins_the_delay_anew(waiting):
    over(waiting)
    stopping.stop(purge=waiting, actor="bob", now=timezone.now())
    tasks.continue_purges()
    assert state(waiting) == Purge.State.STOPPED
    stopping.resume(purge=waiting, actor="ada", now=timezone.now())
    assert row(waiting).awaits_agreement
    assert Purge.objects.filter(pk=waiting.pk, starts_at__gt=Now() + timedelta(hours=23)).exists()


def test_whoever_confirmed_it_cannot_shorten_the_delay(waiting):
    with pytest.raises(PurgeRefused, match="another admin must agree"):
        confirm.agree(purge=waiting, actor="ada", now=timezone.now())


def test_the_page_and_the_list_say_when_it_starts(waiting, client, ada):
    at = f"{row(waiting).starts_at:%H:%M}"
    page = client.get(f"/moderation/purges/{waiting.pk}/").content.decode()
    assert "by itself on" in page
    assert at in page
    assert at in client.get("/moderation/purges/").content.decode()


def test_the_page_says_who_else_can_agree_where_there_is_no_delay(waiting, client, ada):
    Purge.objects.update(starts_at=None)
    page = client.get(f"/moderation/purges/{waiting.pk}/").content.decode()
    assert f"manage.py purge agree {waiting.pk}" in page
