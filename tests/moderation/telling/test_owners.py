"""Telling owners what moderation did to their projects: what, when, why in words, and the way to a review."""

from datetime import timedelta

import pytest
from django.core import mail

from index import bulk_removal, deletion, lifecycle
from index.models import Project
from moderation import new_projects
from moderation.judging import verdicts
from moderation.models import JournalReader, Purge, PurgedProject, Verdict
from moderation.queue.cases import open_for
from moderation.scoring import triage
from moderation.telling import owners
from moderation.telling.owners import tell_owners
from tests.factories import NOW, make_project, make_release, make_role, make_user
from tests.mails import delivered

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def project(ann):
    project = make_project("tides", owner=ann)
    for version in range(10):
        make_release(project, f"1.{version}")
    return project


@pytest.fixture
def tell(django_capture_on_commit_callbacks):
    tell_owners(now=NOW)  # a walk begins with what happens from now on

    def told():
        delivered()
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            tell_owners(now=NOW)
        return list(delivered())

    return told


def hold_all(project, actor=triage.ACTOR, now=NOW):
    for release in project.releases.all():
        lifecycle.hold(release=release, actor=actor, reason="scored 0.97 by model x", now=now)


def remove(project, actor="ada", now=NOW):
    lifecycle.remove(project=project, actor=actor, reason="a secret of the staff", now=now)


def test_ten_releases_held_are_one_mail_with_what_when_why_and_the_way_to_a_review(project, tell):
    hold_all(project)
    (message,) = tell()
    assert message.to == ["ann@example.com"]
    assert message.subject == "Gatehouse: tides is held for review"
    assert "17 February 2026, 19:22 UTC" in message.body
    assert "An automatic check asks that a person looks at it" in message.body
    assert "/manage/project/tides/review/" in message.body
    assert "0.97" not in message.body
    assert tell() == []


def test_releases_that_join_a_hold_within_the_hour_are_not_told_anew_and_later_ones_are(project, tell):
    hold_all(project)
    tell()
    lifecycle.hold(
        release=make_release(project, "2.0"), actor="triage", reason="", now=NOW + timedelta(minutes=59)
    )
    assert tell() == []
    lifecycle.hold(
        release=make_release(project, "3.0"), actor="triage", reason="", now=NOW + timedelta(hours=3)
    )
    assert len(tell()) == 1


def test_several_projects_of_one_person_are_one_mail(project, ann, tell):
    other = make_release(make_project("ebbs", owner=ann)).project
    hold_all(project, actor=new_projects.ACTOR)
    remove(other)
    (message,) = tell()
    assert message.subject == "Gatehouse: 2 of your projects are held or removed"
    assert "tides is held for review." in message.body
    assert "ebbs is removed." in message.body
    assert "new projects wait for review" in message.body
    assert "secret" not in message.body


def test_a_verdict_and_a_quarantine_are_told(project, ann, tell):
    ada = make_user("ada", is_staff=True)
    case = open_for(project, now=NOW)
    verdicts.decide(case=case, decision=Verdict.Decision.SPAM, moderator=ada, now=NOW)
    assert "A moderator judged it to be spam." in tell()[0].body
    other = make_release(make_project("ebbs", owner=ann)).project
    lifecycle.set_status(
        project=other, status=Project.Status.QUARANTINED, actor="ada", reason="It calls home.", now=NOW
    )
    assert "It calls home." in tell()[0].body


def test_every_owner_is_told_and_maintainers_are_not(project, tell):
    make_role(project, make_user("bea"), kind="owner")
    make_role(project, make_user("max"))
    hold_all(project)
    assert {message.to[0] for message in tell()} == {"ann@example.com", "bea@example.com"}


def test_what_is_undone_before_the_walk_is_not_told(project, tell):
    hold_all(project)
    for release in project.releases.all():
        lifecycle.free(release=release, actor="ada", reason="", now=NOW)
    assert tell() == []


def test_what_owners_do_themselves_is_not_told(project, ann, tell):
    deletion.delete_project(project=project, actor=ann, reason="", now=NOW)
    assert tell() == []


def test_what_a_purge_removed_it_tells_itself(project, tell):
    purge = Purge.objects.create(state="removed", title="x", drafted_by="ada", drafted_at=NOW)
    PurgedProject.objects.create(purge=purge, project=project, ticked=True, why="x", done_at=NOW)
    bulk_removal.remove_all(project_ids=[project.pk], actor="ada", reason="purge 1", now=NOW)
    assert tell() == []


def test_the_first_walk_tells_nothing_old(project, django_capture_on_commit_callbacks):
    hold_all(project)
    with django_capture_on_commit_callbacks(execute=True):
        tell_owners(now=NOW)
    assert delivered() == []
    assert JournalReader.objects.get().serial == project.journal.latest("id").pk


def test_a_long_journal_is_walked_in_batches_to_its_end(project, tell, monkeypatch):
    monkeypatch.setattr(owners, "BATCH", 3)
    hold_all(project)
    assert len(tell()) == 1
    assert JournalReader.objects.get().serial == project.journal.latest("id").pk
