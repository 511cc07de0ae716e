"""Verdicts: decide, what follows, and undo."""

from datetime import timedelta

import pytest

from classifier.models import Label, Score
from index import lifecycle
from index.models import Project
from moderation.judging import verdicts
from moderation.models import AuditEntry, Case, Report, Verdict
from moderation.queue import cases
from moderation.reporting import reports
from tests.factories import NOW, make_file, make_project, make_release, make_user, scored

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
SPAM, NOT_SPAM = Verdict.Decision.SPAM, Verdict.Decision.NOT_SPAM


@pytest.fixture
def project():
    project = make_project("tides", listed=False)
    make_file(make_release(project, summary="Watch films."))
    return project


@pytest.fixture
def case(project):
    scored(project.releases.get(), 0.9)
    return Case.objects.get(project=project)


@pytest.fixture
def ada():
    return make_user("ada", is_staff=True)


def decide(case, decision, moderator, **more):
    return verdicts.decide(case=case, decision=decision, moderator=moderator, now=LATER, **more)


def test_spam_removes_the_project_and_settles_the_case(client, case, ada, project):
    decide(case, SPAM, ada)
    assert client.get("/simple/tides/").status_code == 404
    assert not cases.open_cases().exists()
    assert AuditEntry.objects.filter(actor="ada", action="verdict", subject="tides").exists()


def test_not_spam_lists_it(case, ada, project):
    decide(case, NOT_SPAM, ada)
    assert Project.objects.listed().get() == project


def test_no_verdict_brings_back_what_its_owner_deleted(client, case, ada, project):
    lifecycle.remove(project=project, actor="ann", reason="deleted by its owner", now=NOW)
    verdict = decide(case, NOT_SPAM, ada)
    assert client.get("/simple/tides/").status_code == 404
    verdicts.undo(verdict=verdict, moderator=ada, now=LATER)
    assert client.get("/simple/tides/").status_code == 404


def test_not_spam_frees_what_was_held(case, ada, project):
    project.releases.update(held_at=NOW)
    decide(case, NOT_SPAM, ada)
    assert Project.objects.listed().get() == project


@pytest.mark.parametrize(("decision", "is_spam"), [(SPAM, True), (NOT_SPAM, False)])
def test_the_label_keeps_its_own_copy_and_outlives_the_project(case, ada, project, decision, is_spam):
    decide(case, decision, ada)
    project.verdicts.all().delete()
    project.delete()
    label = Label.objects.in_force().get()
    assert (label.is_spam, label.document["summary"], label.labelled_by) == (is_spam, "Watch films.", "ada")


def test_the_label_is_what_was_scored_not_what_is_there_now(case, ada, project):
    project.releases.update(summary="Changed since.")
    decide(case, SPAM, ada)
    assert Label.objects.get().document == Score.objects.get().document


def test_a_reported_project_without_a_score_can_be_judged(project, ada):
    reports.file_report(reporter=make_user(), project=project, category="spam", text="x", link="", now=NOW)
    decide(Case.objects.get(), SPAM, ada)
    assert Label.objects.get().document["summary"] == "Watch films."


@pytest.mark.parametrize(("decision", "outcome"), [(SPAM, "upheld"), (NOT_SPAM, "dismissed")])
def test_reports_are_settled_by_it(case, ada, project, decision, outcome):
    reports.file_report(reporter=make_user(), project=project, category="spam", text="x", link="", now=NOW)
    decide(case, decision, ada)
    assert Report.objects.get().outcome == outcome
    assert Case.objects.get().open_reports == 0


def test_a_verdict_changes_what_the_owner_s_standing_is_computed_from(case, ada, project):
    owner = project.roles.get().user
    verdict = decide(case, SPAM, ada)
    owner.refresh_from_db()
    assert owner.spam_verdicts == 1
    verdicts.undo(verdict=verdict, moderator=ada, now=LATER)
    owner.refresh_from_db()
    assert owner.spam_verdicts == 0


def test_a_case_that_changed_since_it_was_seen_is_not_judged(case, ada, project):
    reports.file_report(reporter=make_user(), project=project, category="spam", text="x", link="", now=LATER)
    with pytest.raises(verdicts.VerdictRefused, match="has changed since"):
        decide(case, SPAM, ada, seen=case.changed_at)
    assert not Label.objects.exists()


def test_a_case_is_judged_once(case, ada):
    decide(case, SPAM, ada)
    with pytest.raises(verdicts.VerdictRefused, match="decided already"):
        decide(case, SPAM, ada)
    assert Label.objects.count() == 1


@pytest.mark.parametrize("decision", [SPAM, NOT_SPAM])
def test_undo_puts_everything_back_and_asks_again(case, ada, project, decision):
    project.releases.update(held_at=NOW)
    reports.file_report(reporter=make_user(), project=project, category="spam", text="x", link="", now=NOW)
    before = (Project.objects.values("removed_at", "listed").get(), list(project.releases.values("held_at")))
    verdict = decide(case, decision, ada)
    assert verdicts.undo(verdict=verdict, moderator=ada, now=LATER)
    after = (Project.objects.values("removed_at", "listed").get(), list(project.releases.values("held_at")))
    assert [row["held_at"] is None for row in after[1]] == [row["held_at"] is None for row in before[1]]
    assert after[0] == before[0]
    assert not Label.objects.in_force().exists()
    assert Report.objects.get().settled_at is None
    assert cases.open_cases().get().open_reports


def test_undoing_twice_changes_nothing(case, ada):
    verdict = decide(case, SPAM, ada)
    assert verdicts.undo(verdict=verdict, moderator=ada, now=LATER)
    before = AuditEntry.objects.count()
    assert not verdicts.undo(verdict=verdict, moderator=ada, now=LATER)
    assert AuditEntry.objects.count() == before
