"""Running, stopping and undoing a purge, and the timer that erases it."""

import base64
import threading
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import freezing
from accounts.api_tokens import api_tokens
from accounts.models import User
from classifier.models import Label
from index import lifecycle, storage
from index.models import DistributionFile, JournalEntry, Project, Role
from index.permissions import may_upload
from index.simple import published
from index.uploads import UploadRefused
from moderation.models import AuditEntry, Case, Purge, Report
from moderation.purges import erasing, restoring, run, stopping, tasks, undo
from moderation.purges.refusal import PurgeRefused
from moderation.queue import cases
from moderation.reporting import reports
from tests.factories import NOW, make_project, make_release, make_token, make_user, publish
from tests.moderation.purges.wave import (
    co_owner,
    confirmed,
    drafted,
    everything,
    make_honest,
    make_wave,
    state,
)

pytestmark = pytest.mark.django_db

UNDO_REASON = "it was the wrong wave"


def ran(purge):
    run.work(purge.pk)
    return Purge.objects.get(pk=purge.pk)


def undone(purge):
    undo.undo(purge=purge, reason=UNDO_REASON, actor="ada", now=timezone.now())
    return ran(purge)


def test_it_removes_every_ticked_project_and_freezes_every_ticked_account():
    users, projects = make_wave()
    honest = make_honest()
    assert ran(confirmed(drafted(users))).state == Purge.State.REMOVED
    assert list(Project.objects.visible()) == [honest]
    assert {user.username for user in type(users[0]).objects.filter(is_active=False)} == {
        user.username for user in users
    }
    assert JournalEntry.objects.filter(action="remove project").count() == len(projects)
    assert AuditEntry.objects.filter(action="purge removed").get().after == {"projects": 6, "accounts": 3}


def test_undo_leaves_every_table_as_it_was(monkeypatch):
    monkeypatch.setattr(run, "BATCH", 2)
    monkeypatch.setattr(restoring, "BATCH", 2)
    users, projects = make_wave(with_scores=True)
    make_honest()
    Project.objects.filter(pk=projects[0].pk).update(status="quarantined", listed=False)
    Project.objects.filter(pk=projects[1].pk).update(status="archived", status_reason="old")
    before = everything()
    purge = ran(confirmed(drafted(users)))
    assert everything() != before
    assert undone(purge).state == Purge.State.UNDONE
    assert everything() == before


def test_undo_of_a_purge_that_was_stopped_half_way_leaves_every_table_as_it_was(monkeypatch):
    monkeypatch.setattr(run, "BATCH", 2)
    users, _ = make_wave()
    before = everything()
    purge = confirmed(drafted(users))
    for _ in range(4):
        assert run.step(purge.pk, now=timezone.now())
    stopping.stop(purge=purge, actor="ada", now=timezone.now())
    assert not run.step(purge.pk, now=timezone.now())
    assert Project.objects.exclude(removed_at=None).count() == 4
    undone(purge)
    assert everything() == before


def test_labels_made_by_the_act_are_spam_and_undo_takes_them_out_of_training():
    users, projects = make_wave(with_scores=True)
    purge = ran(confirmed(drafted(users), labels_spam=True))
    assert Label.objects.in_force().filter(is_spam=True, labelled_by="ada").count() == len(projects)
    undone(purge)
    assert not Label.objects.in_force().exists()


def test_what_was_removed_and_frozen_before_stays_so_after_undo():
    users, projects = make_wave()
    purge = confirmed(drafted(users))
    lifecycle.remove(project=projects[0], actor="spammer0", reason="mine", now=NOW)
    type(users[0]).objects.filter(pk=users[0].pk).update(is_active=False)
    undone(ran(purge))
    projects[0].refresh_from_db()
    users[0].refresh_from_db()
    assert (projects[0].removed_at, users[0].is_active) == (NOW, False)


def test_undo_does_not_bring_back_what_was_removed_anew_since():
    users, projects = make_wave()
    purge = ran(confirmed(drafted(users)))
    later = timezone.now()
    lifecycle.restore(project=projects[0], actor="ada", reason="r", now=later)
    lifecycle.remove(project=projects[0], actor="spammer0", reason="mine", now=later)
    undone(purge)
    projects[0].refresh_from_db()
    assert projects[0].removed_at == later


def test_undo_brings_back_no_right_that_was_revoked_meanwhile():
    users, projects = make_wave()
    bea = co_owner(projects[0])
    row, text = make_token(users[0])
    there = Client()
    there.force_login(users[0])
    ids = [user.pk for user in users]
    purge = ran(confirmed(drafted(users)))
    now = timezone.now()
    api_tokens.revoke(token=row, now=now)
    Role.objects.filter(user=bea).delete()
    freezing.unfreeze(user=users[1], actor="ada", reason="asked", now=now)
    freezing.freeze(user=users[1], actor="ada", reason="sold it", now=now)
    Session.objects.filter(session_key=there.session.session_key).delete()
    undone(purge)
    assert "unknown, expired or revoked" in upload_with(text)
    assert not may_upload(bea, Project.objects.get(pk=projects[0].pk))
    assert User.objects.filter(pk__in=ids, is_active=True).count() == len(ids) - 1
    assert there.get("/manage/projects/").status_code == 302


def test_a_report_made_anew_since_does_not_stop_undo():
    users, projects = make_wave()
    purge = ran(confirmed(drafted(users)))
    lifecycle.restore(project=projects[0], actor="ada", reason="r", now=timezone.now())
    reader = Report.objects.first().reporter
    reports.file_report(reporter=reader, project=projects[0], category="spam", text="x", link="", now=NOW)
    assert undone(purge).state == Purge.State.UNDONE
    assert Report.objects.filter(project=projects[0], settled_at=None).count() == 1


def test_cases_and_reports_wait_for_nobody_until_undo():
    users, _ = make_wave()
    purge = ran(confirmed(drafted(users)))
    assert not cases.open_cases().exists()
    assert set(Report.objects.values_list("outcome", flat=True)) == {"upheld"}
    undone(purge)
    assert cases.open_cases().count() == 2
    assert set(Case.objects.values_list("open_reports", flat=True)) == {1}


def test_what_joined_after_confirmation_is_not_touched():
    users, _ = make_wave()
    purge = confirmed(drafted(users))
    late = make_project("late", owner=users[0])
    make_release(late)
    ran(purge)
    late.refresh_from_db()
    assert late.removed_at is None


def test_an_account_that_became_staff_since_is_not_frozen():
    users, _ = make_wave()
    purge = confirmed(drafted(users))
    type(users[0]).objects.filter(pk=users[0].pk).update(is_staff=True)
    ran(purge)
    users[0].refresh_from_db()
    assert users[0].is_active


def test_a_second_run_changes_nothing():
    users, _ = make_wave()
    purge = ran(confirmed(drafted(users)))
    before, entries = everything(), JournalEntry.objects.count()
    ran(purge)
    assert (everything(), JournalEntry.objects.count()) == (before, entries)


def test_serials_move_on_and_pages_are_withdrawn_with_the_batch():
    publish("films")
    owner = DistributionFile.objects.get().release.project.roles.get().user
    serial = Project.objects.get().last_serial
    published.publish("films", {"html": b"x", "json": b"{}"}, serial=serial, changed_second=1)
    published.publish(published.ROOT, {"html": b"x", "json": b"{}"}, serial=serial, changed_second=1)
    ran(confirmed(drafted([owner])))
    project = Project.objects.get()
    assert project.last_serial == JournalEntry.objects.order_by("-pk").first().pk > serial
    assert published.find("films") is None
    assert published.find(published.ROOT) is None


@pytest.mark.parametrize("count", [3, 30])
def test_a_batch_takes_the_same_number_of_queries_whatever_its_size(count, django_assert_max_num_queries):
    users, _ = make_wave(accounts=1, projects=count)
    purge = confirmed(drafted(users))
    run.step(purge.pk, now=timezone.now())
    with django_assert_max_num_queries(20):
        run.step(purge.pk, now=timezone.now())
    assert Project.objects.exclude(removed_at=None).count() == count


def test_sessions_and_tokens_of_a_frozen_account_stop_at_once_and_come_back_with_undo(client):
    users, projects = make_wave()
    client.force_login(users[0])
    texts = [make_token(users[0])[1], make_token(users[0], projects[0])[1]]
    assert client.get("/manage/projects/").status_code == 200
    purge = ran(confirmed(drafted(users)))
    assert client.get("/manage/projects/").status_code == 302
    said = [upload_with(text) for text in texts]
    assert all("unknown, expired or revoked" in words for words in said)
    other = Client()
    other.post("/account/login/", {"login": "spammer0", "password": "a long and quiet evening"})
    assert other.get("/manage/projects/").status_code == 302
    undone(purge)
    assert client.get("/manage/projects/").status_code == 200
    assert "unknown, expired or revoked" not in upload_with(texts[0])


def upload_with(token):
    credentials = base64.b64encode(f"__token__:{token}".encode()).decode()
    answer = Client().post(
        "/legacy/", {":action": "file_upload"}, headers={"authorization": f"Basic {credentials}"}
    )
    return answer.content.decode() + (answer.reason_phrase or "")


def test_names_stay_taken_while_it_is_removed():
    users, _ = make_wave()
    ran(confirmed(drafted(users)))
    with pytest.raises(Exception, match="films-spammer0-0"):
        publish("films-spammer0-0", user=make_user())


@pytest.fixture
def old_purge():
    file = publish("films")
    purge = ran(confirmed(drafted([file.uploader])))
    Purge.objects.update(removed_at=timezone.now() - timedelta(days=91))
    return purge


def test_the_timer_erases_bytes_and_ends_undo(old_purge):
    file = DistributionFile.objects.get()
    assert storage.store().exists(file.path)
    erasing.erase_due(now=timezone.now())
    assert not storage.store().exists(file.path)
    assert not storage.store().exists(file.path + storage.METADATA_SUFFIX)
    assert Project.objects.filter(normalized_name="films").exists()
    assert state(old_purge) == Purge.State.ERASED
    with pytest.raises(PurgeRefused, match="cannot be undone"):
        undone(old_purge)


def test_names_stay_taken_once_it_is_erased(old_purge):
    erasing.erase_due(now=timezone.now())
    eve = make_user("eve")
    for name in ("films", "Films"):
        with pytest.raises(UploadRefused):
            publish(name, "2.0", user=eve)
    assert not eve.roles.exists()


def test_an_erased_project_that_somebody_restores_offers_no_file(old_purge, client):
    erasing.erase_due(now=timezone.now())
    lifecycle.restore(project=Project.objects.get(), actor="ada", reason="r", now=timezone.now())
    assert ".whl" not in client.get("/simple/films/").content.decode()


def test_the_timer_spares_what_was_restored_since(old_purge):
    lifecycle.restore(project=Project.objects.get(), actor="ada", reason="r", now=timezone.now())
    erasing.erase_due(now=timezone.now())
    assert storage.store().exists(DistributionFile.objects.get().path)


def test_the_timer_goes_on_where_it_died(old_purge):
    Purge.objects.update(state=Purge.State.ERASED)
    erasing.erase_due(now=timezone.now())
    assert not storage.store().exists(DistributionFile.objects.get().path)


@pytest.mark.parametrize("days", [0, 92])
def test_what_is_not_due_is_not_erased(old_purge, settings, days):
    settings.PURGE_ERASE_AFTER_DAYS = days
    erasing.erase_due(now=timezone.now())
    assert state(old_purge) == Purge.State.REMOVED
    assert storage.store().exists(DistributionFile.objects.get().path)


def test_undone_is_never_erased(old_purge):
    undone(old_purge)
    erasing.erase_due(now=timezone.now())
    assert storage.store().exists(DistributionFile.objects.get().path)


def test_stopped_goes_on_only_when_an_admin_says_so():
    users, _ = make_wave()
    purge = confirmed(drafted(users))
    stopping.stop(purge=purge, actor="ada", now=timezone.now())
    assert ran(purge).state == Purge.State.STOPPED
    stopping.resume(purge=purge, actor="ada", now=timezone.now())
    assert ran(purge).state == Purge.State.REMOVED
    acts = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["draft purge", "confirm purge", "stop purge", "resume purge", "purge removed"]


def test_a_purge_that_has_run_cannot_be_stopped():
    users, _ = make_wave()
    purge = ran(confirmed(drafted(users)))
    with pytest.raises(PurgeRefused, match="nothing to stop"):
        stopping.stop(purge=purge, actor="ada", now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_each_member_once(monkeypatch):
    monkeypatch.setattr(run, "BATCH", 2)
    users, projects = make_wave(accounts=4, projects=3)
    purge = confirmed(drafted(users))
    workers = [threading.Thread(target=work_and_close, args=[purge.pk]) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    run.work(purge.pk)  # where one found the row locked and left the rest to the other
    assert state(purge) == Purge.State.REMOVED
    assert JournalEntry.objects.filter(action="remove project").count() == len(projects)


def work_and_close(purge_id):
    run.work(purge_id)
    connection.close()


@pytest.mark.usefixtures("eager")
def test_the_sweeper_goes_on_with_what_stands_still_and_with_nothing_else():
    users, _ = make_wave()
    purge, waiting = drafted(users), drafted([make_user()])
    Purge.objects.filter(pk=purge.pk).update(
        state=Purge.State.RUNNING, confirmed_by="ada", worked_at=timezone.now()
    )
    tasks.continue_purges()
    assert state(purge) == Purge.State.RUNNING
    Purge.objects.filter(pk=purge.pk).update(worked_at=timezone.now() - timedelta(seconds=30))
    tasks.continue_purges()
    assert state(purge) == Purge.State.REMOVED
    assert state(waiting) == Purge.State.DRAFT
