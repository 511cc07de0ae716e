"""Owners hear of a purge by one mail each, and see it on the page of their projects."""

import pytest
from django.utils import timezone

from moderation.models import Purge, PurgeLetter
from moderation.purges import letters, run, stopping, tasks, undo
from tests.factories import make_project, make_release, make_role, make_user
from tests.mails import delivered
from tests.moderation.purges.wave import REASON, co_owner, confirmed, drafted, make_honest, make_wave

pytestmark = pytest.mark.django_db


def removed(users):
    purge = confirmed(drafted(users))
    tasks.work_on_purge(purge.pk)
    return purge


def put_back(purge):
    undo.undo(purge=purge, reason="it was the wrong wave", actor="ada", now=timezone.now())
    tasks.work_on_purge(purge.pk)


def told():
    return sorted(message.to[0] for message in delivered())


def test_each_owner_gets_one_mail_however_many_projects_went():
    users, _ = make_wave(accounts=2, projects=25)
    purge = removed(users)
    assert told() == [user.email for user in users]
    message = delivered()[0]
    assert message.subject.endswith("25 of your projects were removed")
    assert REASON in message.body
    assert "films-spammer0-0, films-spammer0-1" in message.body
    assert "and 5 more" in message.body
    assert f"{Purge.objects.get(pk=purge.pk).removed_at:%H:%M}" in message.body
    assert "Your account is frozen" in message.body


def test_a_co_owner_who_keeps_the_account_is_told_of_the_shared_project_alone():
    users, projects = make_wave(accounts=1)
    bea = co_owner(projects[0])
    purge = drafted(users)
    purge.projects.update(ticked=True)
    tasks.work_on_purge(confirmed(purge).pk)
    [message] = [message for message in delivered() if message.to == [bea.email]]
    assert message.subject.endswith("films-spammer0-0 was removed")
    assert "/manage/projects/" in message.body
    assert "frozen" not in message.body


def test_nobody_else_is_told():
    users, projects = make_wave(accounts=1)
    make_honest()
    make_role(projects[0], make_user("maintainer"))
    make_user("bystander")
    removed(users)
    assert told() == [users[0].email]


def test_an_address_that_was_never_verified_gets_nothing():
    user = make_user("quiet", is_verified=False)
    make_release(make_project("films", owner=user))
    removed([user])
    assert told() == []


def test_work_that_is_done_twice_sends_nothing_twice():
    users, _ = make_wave()
    purge = removed(users)
    for _ in range(2):
        tasks.work_on_purge(purge.pk)
        tasks.send_letters()
    assert len(delivered()) == 3


def test_a_worker_that_dies_while_it_writes_loses_nothing_and_writes_nothing_twice(monkeypatch):
    class Died(BaseException):
        pass

    calls = []

    def die_at_the_second(letter, send=letters._send):
        calls.append(letter)
        if len(calls) == 2:
            raise Died
        return send(letter)

    users, _ = make_wave()
    monkeypatch.setattr(letters, "_send", die_at_the_second)
    with pytest.raises(Died):
        removed(users)
    monkeypatch.undo()
    tasks.send_letters()
    assert told() == [user.email for user in users]


def test_whoever_was_told_hears_that_it_is_undone():
    users, _ = make_wave()
    purge = removed(users)
    delivered().clear()
    put_back(purge)
    assert told() == [user.email for user in users]
    assert delivered()[0].subject.endswith("2 of your projects are back")


def test_whoever_was_not_told_hears_of_neither():
    users, _ = make_wave()
    purge = confirmed(drafted(users))
    run.work(purge.pk)  # and no letter goes out
    put_back(purge)
    assert told() == []
    assert not PurgeLetter.objects.waiting().exists()


def test_whoever_is_put_back_before_a_letter_goes_out_hears_of_neither():
    users, _ = make_wave()
    purge = confirmed(drafted(users))
    run.work(purge.pk)  # and no letter goes out
    undo.undo(purge=purge, reason="it was the wrong wave", actor="ada", now=timezone.now())
    run.step(purge.pk, now=timezone.now())  # the projects are back, the undoing is not at its end
    tasks.send_letters()
    tasks.work_on_purge(purge.pk)
    assert told() == []


def test_a_purge_that_is_stopped_tells_nobody_before_it_goes_on(monkeypatch):
    monkeypatch.setattr(run, "BATCH", 2)
    users, _ = make_wave()
    purge = confirmed(drafted(users))
    for _ in range(4):
        run.step(purge.pk, now=timezone.now())
    stopping.stop(purge=purge, actor="ada", now=timezone.now())
    tasks.send_letters()
    assert told() == []
    stopping.resume(purge=purge, actor="ada", now=timezone.now())
    tasks.work_on_purge(purge.pk)
    assert told() == [user.email for user in users]


def test_what_stays_gone_with_another_purge_is_called_back_by_that_one():
    users, _ = make_wave()
    first, second = drafted(users), drafted(users)
    tasks.work_on_purge(confirmed(first).pk)
    tasks.work_on_purge(confirmed(second).pk)
    assert len(delivered()) == 3
    subjects = []
    for purge in (first, second):
        delivered().clear()
        put_back(purge)
        assert told() == [user.email for user in users]
        subjects.append(delivered()[0].subject.rpartition(" ")[2])
    assert subjects == ["removed", "back"]


def test_the_owner_sees_what_was_removed_when_and_why_until_it_is_back(client):
    users, projects = make_wave(accounts=1)
    bea = co_owner(projects[0])
    client.force_login(bea)
    assert REASON not in client.get("/manage/projects/").content.decode()
    purge = drafted(users)
    purge.projects.update(ticked=True)
    run.work(confirmed(purge).pk)
    page = client.get("/manage/projects/").content.decode()
    assert REASON in page
    assert "films-spammer0-0" in page
    assert "films-spammer0-1" not in page
    assert f"{timezone.now():%Y}" in page
    put_back(purge)
    page = client.get("/manage/projects/").content.decode()
    assert REASON not in page


def test_the_notice_takes_as_many_queries_for_many_projects(client, django_assert_max_num_queries):
    bea, users = make_user("bea"), [make_user("mallory")]
    for number in range(60):
        make_role(make_project(f"films-{number:02}", owner=users[0]), bea, "owner")
    purge = drafted(users)
    purge.projects.update(ticked=True)
    run.work(confirmed(purge).pk)
    client.force_login(bea)
    with django_assert_max_num_queries(14):
        page = client.get("/manage/projects/").content.decode()
    assert "60 projects" in page
    assert "and 40 more" in page
