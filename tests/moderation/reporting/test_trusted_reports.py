"""What a trusted account's report may hold by itself, where the operator says so."""

import pytest

from accounts.models import User
from index import lifecycle
from index.models import Project, Release
from moderation.judging import verdicts
from moderation.models import AuditEntry, Case, Report, Verdict
from moderation.reporting import reports
from tests.factories import NOW, make_file, make_project, make_release, make_role, make_user, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on(settings):
    settings.TRUSTED_REPORTS_HOLD = True


@pytest.fixture
def tina():
    return make_user("tina", granted_standing="trusted")


@pytest.fixture
def project():
    project = make_project("films", owner=make_user("eve"))
    for version in ("1.0", "2.0"):
        make_file(make_release(project, version))
    return project


def report(project, reporter, category="spam"):
    return reports.file_report(
        reporter=reporter, project=project, category=category, text="Films.", link="", now=NOW
    )


def held(project):
    return Release.objects.filter(project=project).exclude(held_at=None).count()


def test_it_holds_a_newcomer_s_project_and_says_so_in_the_audit(client, project, tina):
    report(project, tina)
    assert held(project) == 2
    assert client.get("/project/films/").status_code == 404
    entry = AuditEntry.objects.get(action="hold on a trusted report")
    assert (entry.actor, entry.after) == ("trusted-reports", {"held_releases": ["1.0", "2.0"]})
    assert Project.objects.get().removed_at is None


def test_dismissing_frees_and_lists_it(project, tina):
    report(project, tina)
    ada = make_user("ada", is_staff=True)
    verdicts.decide(case=Case.objects.get(), decision=Verdict.Decision.NOT_SPAM, moderator=ada, now=NOW)
    assert held(project) == 0
    assert Report.objects.get().outcome == "dismissed"


def test_what_is_uploaded_meanwhile_waits_with_it(project, tina):
    report(project, tina)
    publish("films", "3.0", user=User.objects.get(username="eve"))
    assert held(project) == 3


@pytest.mark.parametrize("standing", ["newcomer", "established"])
def test_nobody_less_than_trusted_holds(project, standing):
    report(project, make_user(granted_standing=standing))
    assert held(project) == 0


@pytest.mark.parametrize("category", ["squatting", "other"])
def test_only_spam_and_malware_are_held(project, tina, category):
    report(project, tina, category)
    assert held(project) == 0


def test_it_is_off_unless_the_operator_says_so(project, tina, settings):
    settings.TRUSTED_REPORTS_HOLD = False
    report(project, tina)
    assert held(project) == 0


@pytest.mark.parametrize("standing", ["established", "trusted"])
def test_one_owner_who_is_no_newcomer_is_enough_to_leave_it_alone(project, tina, standing):
    make_role(project, make_user(granted_standing=standing), kind="owner")
    report(project, tina)
    assert held(project) == 0


def test_what_nobody_owns_is_left_alone(project, tina):
    project.roles.all().delete()
    report(project, tina)
    assert held(project) == 0


def test_what_a_person_found_honest_is_left_alone(project, tina):
    report(project, make_user())
    ada = make_user("ada", is_staff=True)
    verdicts.decide(case=Case.objects.get(), decision=Verdict.Decision.NOT_SPAM, moderator=ada, now=NOW)
    report(project, tina)
    assert held(project) == 0


def test_a_trusted_account_that_was_often_wrong_holds_nothing(project, tina):
    for _ in range(4):
        Report.objects.create(
            project=make_project(), reporter=tina, category="spam", text="x", reported_at=NOW, settled_at=NOW,
            outcome="dismissed",
        )  # fmt: skip
    report(project, tina)
    assert held(project) == 0


def test_what_its_owner_deleted_is_not_held(project, tina):
    lifecycle.remove_release(release=project.releases.first(), actor="eve", reason="", now=NOW)
    report(project, tina)
    assert held(project) == 1
