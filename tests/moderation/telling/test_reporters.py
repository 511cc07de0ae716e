"""Telling reporters what became of their reports."""

from datetime import timedelta

import pytest
from django.core import mail

from moderation.judging import verdicts
from moderation.models import Case, Purge, PurgedProject, Report, Verdict
from moderation.reporting import reports
from moderation.telling.reporters import AFTER, tell_reporters
from tests.factories import NOW, make_project, make_release, make_user
from tests.mails import delivered

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
SPAM, NOT_SPAM = Verdict.Decision.SPAM, Verdict.Decision.NOT_SPAM


@pytest.fixture
def bob():
    return make_user("bob")


@pytest.fixture
def ada():
    return make_user("ada", is_staff=True)


@pytest.fixture
def tell(django_capture_on_commit_callbacks):
    def told(now=LATER + AFTER):
        delivered()
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            tell_reporters(now=now)
        return list(delivered())

    return told


def report(reporter, name="films"):
    project = make_release(make_project(name)).project
    return reports.file_report(
        reporter=reporter, project=project, category="spam", text="x", link="", now=NOW
    )


def decide(decision, moderator, name="films", now=LATER):
    case = Case.objects.get(project__name=name)
    return verdicts.decide(case=case, decision=decision, moderator=moderator, now=now)


@pytest.mark.parametrize(("decision", "words"), [(SPAM, "agreed with you"), (NOT_SPAM, "it stays")])
def test_one_mail_says_what_became_of_it_and_none_says_it_twice(bob, ada, tell, decision, words):
    report(bob)
    assert tell() == []
    decide(decision, ada)
    (message,) = tell()
    assert (message.to, message.subject) == (
        ["bob@example.com"],
        "Gatehouse: your report of films is settled",
    )
    assert words in message.body
    assert "/manage/reports/" in message.body
    assert tell() == []


def test_what_is_undone_at_once_is_never_told_and_what_is_settled_anew_is(bob, ada, tell):
    report(bob)
    verdict = decide(SPAM, ada)
    assert tell(LATER + AFTER / 2) == []
    verdicts.undo(verdict=verdict, moderator=ada, now=LATER)
    assert tell() == []
    decide(SPAM, ada)
    assert len(tell()) == 1
    verdicts.undo(verdict=Verdict.objects.latest("id"), moderator=ada, now=LATER)
    decide(NOT_SPAM, ada, now=LATER + 2 * AFTER)
    assert "it stays" in tell(LATER + 3 * AFTER)[0].body


def test_many_settled_at_once_are_one_mail_a_person(bob, tell, settings):
    settings.REPORTS_A_DAY = dict.fromkeys(settings.REPORTS_A_DAY, 0)
    for n in range(25):
        report(bob, f"films-{n}")
    report(make_user("carl"), "other")
    Report.objects.update(settled_at=LATER, outcome="upheld")
    messages = {message.to[0]: message for message in tell()}
    assert messages.keys() == {"bob@example.com", "carl@example.com"}
    body = messages["bob@example.com"].body
    assert "25 of your reports are settled, 25 of them upheld." in body
    assert "... and 5 more." in body


def test_what_a_purge_settles_is_told_when_it_is_done(bob, tell):
    project = report(bob).project
    purge = Purge.objects.create(state="running", title="x", drafted_by="ada", drafted_at=NOW)
    PurgedProject.objects.create(purge=purge, project=project, ticked=True, why="x", done_at=LATER)
    Report.objects.update(settled_at=LATER, outcome="upheld")
    assert tell() == []
    Purge.objects.update(state="removed")
    assert len(tell()) == 1


def test_what_was_settled_long_ago_is_no_news(bob, tell):
    report(bob)
    Report.objects.update(settled_at=NOW - timedelta(days=8), outcome="upheld")
    assert tell() == []
