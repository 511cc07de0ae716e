"""The console's front page: what waits and for how long, what is on, and whether all runs."""

import re
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from classifier import outbox, registry
from classifier.models import Label, TrainedModel
from moderation import flags, front_page, tasks
from moderation.models import Case, Flag, Purge, Report, WorkerLife
from moderation.scoring import worker_life
from tests.factories import make_project, make_release, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, ada):
    return lambda: re.sub(r"\s+", " ", client.get("/moderation/").content.decode().replace("\xa0", " "))


def tile(title):
    return next(tile for tile in front_page.read(now=timezone.now()).tiles if tile.title == title)


def told(title):
    found = tile(title)
    return found.figure, found.note.replace("\xa0", " ")


def test_a_quiet_index_has_nothing_waiting():
    for title in ("waiting for a person", "open reports", "waiting for a score", "releases held"):
        assert told(title) == ("0", "")
    assert told("switches on") == ("0", "")


def test_what_waits_is_counted_with_the_age_of_the_oldest(ann):
    now = timezone.now()
    for days in (3, 5):
        project = make_project()
        Case.objects.create(project=project, opened_at=now - timedelta(days=days), changed_at=now)
        Report.objects.create(
            project=project, reporter=ann, category="spam", text="x", reported_at=now - timedelta(hours=days)
        )
        release = make_release(project, held_at=now - timedelta(minutes=10 * days))
        outbox.await_score(release.pk)
    make_release(make_project(removed_at=now), held_at=now - timedelta(days=9))
    make_release(make_project(), held_at=now - timedelta(days=9), removed_at=now)
    Case.objects.create(
        project=make_project(), opened_at=now - timedelta(days=9), changed_at=now, settled_at=now
    )
    assert told("waiting for a person") == ("2", "oldest 5 days")
    assert told("open reports") == ("2", "oldest 5 hours")
    assert told("waiting for a score") == ("2", "oldest 0 minutes")
    assert told("releases held") == ("2", "oldest 50 minutes")


def test_scores_that_wait_too_long_are_a_warning(page):
    release = make_release()
    outbox.await_score(release.pk)
    release.pending_score.requested_at = timezone.now() - timedelta(hours=2)
    release.pending_score.save()
    assert "1 release waits for a score, the oldest for 2 hours." in page()


def test_switches_that_are_on_stand_there_with_their_end(page):
    now = timezone.now()
    flags.set_flag(
        id_=Flag.Id.NO_UPLOADS,
        enabled=True,
        actor="ada",
        reason="a wave",
        now=now,
        expires_at=now + timedelta(hours=5, minutes=1),
    )
    flags.set_flag(id_=Flag.Id.NO_NEW_USERS, enabled=True, actor="ada", reason="calm", now=now)
    assert told("switches on") == ("2", "next ends in 5 hours")
    assert "ends in 5 hours" in page()
    assert "ends when it is turned off" in page()


def test_purges_at_work_and_waiting_for_agreement_stand_there(page):
    fields = {"title": "t", "drafted_by": "ada", "drafted_at": timezone.now(), "confirmed_at": timezone.now()}
    Purge.objects.create(state="draft", **fields)
    Purge.objects.create(state="removed", **fields)
    Purge.objects.create(state="running", reason="wave one", **fields)
    Purge.objects.create(state="confirmed", needs_agreement=True, reason="wave two", **fields)
    Purge.objects.create(state="stopped", reason="wave three", **fields)
    assert told("purges at work") == ("1", "1 to agree to, 1 stopped")
    for reason in ("wave one", "wave two", "wave three", "waits for a second admin"):
        assert reason in page()


# The worker


def test_a_worker_that_shows_life_is_alive(page):
    tasks.show_life()
    tasks.show_life()
    assert tile("worker").figure == "alive"
    assert "No worker" not in page()
    WorkerLife.objects.update(seen_at=timezone.now() - timedelta(seconds=8))
    assert told("worker")[1] == "last seen 8 s ago"


def test_one_that_is_late_is_told(page):
    WorkerLife.objects.create(seen_at=timezone.now() - timedelta(minutes=2))
    assert told("worker") == ("late", "last seen 2 minutes ago")
    assert "No worker" not in page()


def test_one_that_is_gone_is_a_warning(page):
    assert "No worker has been seen yet: uploads are taken" in page()
    WorkerLife.objects.create(seen_at=timezone.now() - timedelta(minutes=7))
    assert "No worker for 7 minutes: uploads are taken" in page()


def test_the_worker_is_asked_by_the_scheduler_and_messages_do_not_pile_up(settings):
    [beat] = [row for row in settings.CELERY_BEAT_SCHEDULE.values() if row["task"] == tasks.show_life.name]
    assert beat["schedule"] <= 30
    assert beat["options"]["expires"] <= worker_life.LATE_AFTER.total_seconds()


# The model


def test_a_model_that_loads_is_named_with_what_it_has_yet_to_learn():
    version = registry.current_row().version
    assert tile("model").figure == "not tried"
    tasks.show_life()
    assert told("model") == ("loads", f"{version}, 0 labels to learn")
    Label.objects.create(
        is_spam=True, document={}, project_name="x", labelled_by="ada", labelled_at=timezone.now()
    )
    assert told("model")[1] == f"{version}, 1 label to learn"


def in_force(version, sha256):
    """A row as a disk that lost its files leaves it: no verb would put it in force."""
    TrainedModel.objects.update(state=TrainedModel.State.RETIRED)
    TrainedModel.objects.create(
        version=version, sha256=sha256, state=TrainedModel.State.CURRENT, created_at=timezone.now()
    )


@pytest.mark.parametrize("artefact", [None, b"no model at all"])
def test_a_model_that_does_not_load_is_a_warning(page, artefact):
    sha256 = "0" * 64
    if artefact:
        sha256 = registry.keep(artefact)
    in_force("broken-1", sha256)
    tasks.show_life()
    assert tile("model").figure == "broken"
    assert "The model broken-1 does not load, so the starting model scores instead" in page()
    if artefact:
        storages["models"].delete(f"{sha256}.skops")


def test_what_the_worker_found_of_an_earlier_model_says_nothing_of_this():
    tasks.show_life()
    in_force("new-1", "0" * 64)
    assert tile("model").figure == "not tried"


def test_the_page_takes_a_fixed_number_of_queries(client, ada, django_assert_max_num_queries):
    now = timezone.now()
    registry.current_row()
    for _ in range(12):
        project = make_project()
        make_release(project, held_at=now)
        Case.objects.create(project=project, opened_at=now, changed_at=now)
        Report.objects.create(
            project=project, reporter=make_user(), category="spam", text="x", reported_at=now
        )
        Purge.objects.create(state="running", title="t", drafted_by="ada", drafted_at=now, confirmed_at=now)
    with django_assert_max_num_queries(26):
        client.get("/moderation/")
