"""Reporting a project: `/project/{name}/report/`, `/manage/reports/`."""

from datetime import timedelta

import pytest
from django.utils import timezone

from classifier.models import Label
from index.models import Project
from moderation import flags
from moderation.models import Case, Flag, Report
from moderation.reporting import reports
from tests.factories import NOW, make_project, make_release, make_user

pytestmark = pytest.mark.django_db

FORM = {"category": "spam", "text": "It sells films.", "link": ""}


@pytest.fixture
def project():
    return make_release(make_project("tides")).project


@pytest.fixture
def bob(client):
    user = make_user("bob")
    client.force_login(user)
    return user


def test_a_report_is_taken_and_opens_a_case(client, project, bob):
    answer = client.post("/project/tides/report/", FORM)
    assert answer["Location"] == "/manage/reports/"
    report = Report.objects.get()
    assert (report.project, report.reporter, report.text) == (project, bob, "It sells films.")
    assert Case.objects.get(project=project).open_reports == 1
    assert "It sells films." in client.get("/manage/reports/").content.decode()


def test_a_stranger_is_asked_to_log_in(client, project):
    assert client.post("/project/tides/report/", FORM)["Location"].startswith("/account/login/")
    assert not Report.objects.exists()


def test_what_does_not_exist_cannot_be_reported(client, bob):
    assert client.post("/project/nothing/report/", FORM).status_code == 404


def test_bad_input_keeps_what_was_typed(client, project, bob):
    answer = client.post("/project/tides/report/", FORM | {"link": "no link", "category": "gossip"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "It sells films." in page
    assert "Enter a valid URL" in page
    assert not Report.objects.exists()


def test_one_open_report_per_person(client, project, bob):
    client.post("/project/tides/report/", FORM)
    answer = client.post("/project/tides/report/", FORM)
    assert "reported tides already" in answer.content.decode()
    assert Report.objects.count() == 1


def test_one_s_own_project_is_not_reported(client, bob):
    make_release(make_project("mine", owner=bob))
    assert "your own project" in client.post("/project/mine/report/", FORM).content.decode()
    assert not Report.objects.exists()


def test_read_only_closes_reports(project):
    flags.set_flag(id_=Flag.Id.READ_ONLY, enabled=True, actor="ada", reason="r", now=NOW)
    with pytest.raises(reports.ReportRefused, match="closed"):
        reports.file_report(reporter=make_user(), project=project, now=NOW, **FORM)


def test_reports_of_several_people_are_one_case(project):
    for _ in range(3):
        reports.file_report(reporter=make_user(), project=project, now=NOW, **FORM)
    assert Case.objects.get().open_reports == 3


def test_so_many_a_day_by_standing_and_only_those_taken_count(client, bob, settings, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    settings.REPORTS_A_DAY = {"newcomer": 2, "established": 3, "trusted": 0}
    for name in ("one", "two", "three", "four"):
        make_release(make_project(name))
    client.post("/project/one/report/", FORM | {"category": "gossip"})
    client.post("/project/one/report/", FORM)
    client.post("/project/one/report/", FORM)  # reported already
    client.post("/project/two/report/", FORM)
    answer = client.post("/project/three/report/", FORM)
    assert answer.status_code == 429
    assert "bob has made 2 reports within a day; the next is taken in 24 hours" in answer.content.decode()
    assert 86_000 < int(answer["Retry-After"]) <= 86_401
    assert Report.objects.count() == 2
    for standing, count in (("established", 3), ("trusted", 4)):
        bob.granted_standing = standing
        bob.save()
        client.post("/project/three/report/", FORM)
        client.post("/project/four/report/", FORM)
        assert Report.objects.count() == count


def test_no_number_of_reports_makes_a_label_or_changes_a_project(project):
    before = Project.objects.filter(pk=project.pk).values().get()
    for _ in range(30):
        reports.file_report(
            reporter=make_user(granted_standing="established"),
            project=project,
            category="malware",
            text="x",
            link="",
            now=NOW,
        )
    assert Case.objects.get(project=project).open_reports == 30
    assert Project.objects.filter(pk=project.pk).values().get() == before
    assert not project.releases.exclude(held_at=None).exists()
    assert not Label.objects.exists()


def test_after_a_day_the_next_is_taken(bob, project, settings):
    settings.REPORTS_A_DAY = {"newcomer": 1, "established": 1, "trusted": 0}
    reports.file_report(reporter=bob, project=project, now=NOW, **FORM)
    other = make_release().project
    with pytest.raises(reports.ReportRefused, match="within a day"):
        reports.file_report(reporter=bob, project=other, now=NOW + timedelta(hours=23, minutes=59), **FORM)
    reports.file_report(reporter=bob, project=other, now=NOW + timedelta(days=1), **FORM)


def test_the_fate_of_each_is_on_one_s_page_and_that_page_is_paged(client, bob):
    now = timezone.now()
    for number in range(60):
        Report.objects.create(
            project=make_project(f"p{number}", removed_at=now),
            reporter=bob,
            category="spam",
            text="x",
            reported_at=now + timedelta(seconds=number),
            outcome="upheld" if number == 59 else "",
            settled_at=now if number == 59 else None,
        )
    page = client.get("/manage/reports/").content.decode()
    assert "A moderator agreed with you, and the project is removed." in page
    assert "Page 1 of 2" in page
    assert "It waits for a moderator." in client.get("/manage/reports/?page=2").content.decode()
