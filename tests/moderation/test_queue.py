"""The queue page: `/moderation/queue/`."""

import pytest

from classifier import registry
from classifier.models import Score
from index.models import Project
from moderation import cases
from moderation.models import Case, Verdict
from tests.factories import NOW, make_file, make_project, make_release, make_user

pytestmark = pytest.mark.django_db


def make_case(name, probability, **release):
    release = make_release(make_project(name), **release)
    make_file(release)
    score = Score.objects.create(
        release=release,
        model=registry.current_row(),
        spam_probability=probability,
        reasons=[{"text": "links to a shop", "weight": 2.0}, {"text": "describes code", "weight": -1.0}],
        document={"schema": 1, "name": name},
        is_current=True,
        scored_at=NOW,
    )
    return cases.note_score(score, now=NOW)


def page(client):
    return client.get("/moderation/queue/").content.decode()


def judge(client, case, verdict="spam", seen=None):
    seen = case.changed_at.isoformat() if seen is None else seen
    return client.post(
        f"/moderation/queue/{case.pk}/{verdict}/", {"seen": seen}, follow=True
    ).content.decode()


def test_most_suspicious_first_with_the_reasons(client, ada):
    make_case("calm", 0.1)
    make_case("loud", 0.99)
    html = page(client)
    assert html.index(">loud<") < html.index(">calm<")
    assert "links to a shop" in html
    assert "surely spam" in html


def test_a_report_raises_a_project_and_shows_its_words(client, ada):
    from moderation import reports

    make_case("a", 0.5)
    case = make_case("b", 0.4)
    reports.file_report(
        reporter=make_user(), project=case.project, category="spam", text="It sells.", link="", now=NOW
    )
    html = page(client)
    assert html.index(">b<") < html.index(">a<")
    assert "It sells." in html


def test_one_click_judges_and_the_card_is_gone(client, ada):
    case = make_case("films", 0.9)
    html = judge(client, case)
    assert "films is removed" in html
    assert Project.objects.visible().count() == 0
    assert Verdict.objects.get().moderator == ada
    judge(client, make_case("tides", 0.5), "not-spam")
    assert Project.objects.listed().get().name == "tides"


def test_one_click_undoes_it(client, ada):
    judge(client, make_case("films", 0.9))
    client.post(f"/moderation/verdicts/{Verdict.objects.get().pk}/undo/")
    assert Project.objects.visible().get().name == "films"


def test_a_card_that_changed_is_not_judged_and_the_page_says_so(client, ada):
    case = make_case("films", 0.9)
    html = judge(client, case, seen="2020-01-01T00:00:00+00:00")
    assert "has changed since you saw it" in html
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("seen", ["", "rubbish", "2020-13-45T99:00:00"])
def test_rubbish_in_the_form_is_no_error(client, ada, seen):
    assert judge(client, make_case("films", 0.9), seen=seen)


def test_hostile_text_is_inert_in_the_console(client, ada):
    hostile = "<script>alert(1)</script>"
    make_case("films", 0.9, summary=hostile, description=hostile)
    assert hostile not in page(client)


def test_judging_is_for_staff(client):
    case = make_case("films", 0.9)
    client.force_login(make_user())
    assert client.post(f"/moderation/queue/{case.pk}/spam/").status_code == 403
    assert not Verdict.objects.exists()


def test_looking_is_not_judging(client, ada):
    case = make_case("films", 0.9)
    assert client.get(f"/moderation/queue/{case.pk}/spam/").status_code == 405


def test_the_page_costs_the_same_number_of_queries_at_any_length(client, ada, django_assert_max_num_queries):
    for n in range(20):
        make_case(f"p{n}", n / 20)
    with django_assert_max_num_queries(14):
        page(client)


def test_an_empty_queue_says_so(client, ada):
    assert "Nothing waits" in page(client)
    assert not Case.objects.exists()
