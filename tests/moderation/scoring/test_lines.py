"""Lines by a budget: how many honest uploads may be held, and what follows from it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from classifier import curve, registry
from classifier.curve import Curve, Point
from classifier.models import Label, Score
from moderation.models import AuditEntry, LineSetting
from moderation.scoring import lines
from tests.factories import NOW, make_project, make_release, make_user

pytestmark = pytest.mark.django_db


def judged(count, spam_probability, *, is_spam, **fields):
    """So many verdicts on texts of their own."""
    return Label.objects.bulk_create(
        Label(
            is_spam=is_spam,
            document={"name": "x"},
            project_name=f"p{number}",
            labelled_by="ada",
            labelled_at=NOW,
            spam_probability=spam_probability,
            **fields,
        )
        for number in range(count)
    )


def uploaded(count, spam_probability, *, by_newcomer=True, days_ago=1):
    owner, row = make_user(), registry.current_row()
    for _ in range(count):
        Score.objects.create(
            release=make_release(make_project(owner=owner)),
            model=row,
            spam_probability=spam_probability,
            reasons=[],
            document={"name": "x"},
            is_current=True,
            by_newcomer=by_newcomer,
            scored_at=NOW - timedelta(days=days_ago),
        )


def know_a_lot():
    judged(200, 0.95, is_spam=True)
    judged(30, 0.65, is_spam=True)
    judged(10, 0.65, is_spam=False)
    judged(60, 0.1, is_spam=False)


def draw(budget, list_below=0.5):
    return lines.set_lines(
        list_below=list_below, honest_holds_a_week=budget, actor="ada", reason="to be calm", now=NOW
    )


def test_until_an_admin_decides_the_settings_hold(settings):
    assert lines.in_force(NOW) == lines.Lines(0.5, None, None)
    settings.LIST_BELOW, settings.HOLD_ABOVE = None, 0.9
    assert lines.in_force(NOW) == lines.Lines(None, 0.9, None)


def test_the_hold_line_follows_from_the_budget_and_a_larger_one_draws_it_lower():
    know_a_lot()
    uploaded(20, 0.95, days_ago=13)
    uploaded(20, 0.65)
    draw(0.5)
    strict = lines.in_force(NOW).hold_above
    draw(10)
    mild = lines.in_force(NOW).hold_above
    assert 0.65 < strict <= 0.95
    assert mild == lines.LOWEST_HOLD


def test_a_budget_that_no_line_keeps_holds_nothing():
    judged(25, 0.99, is_spam=True)
    judged(25, 0.99, is_spam=False)
    uploaded(30, 0.99)
    draw(0.1)
    assert lines.in_force(NOW).hold_above is None
    assert not lines.is_to_be_held(1.0)


@pytest.mark.parametrize(("spam", "honest"), [(0, 0), (curve.ENOUGH - 1, 60), (200, curve.ENOUGH - 1)])
def test_with_too_few_verdicts_nothing_is_held_whatever_the_budget(spam, honest):
    judged(spam, 0.95, is_spam=True)
    judged(honest, 0.1, is_spam=False)
    draw(1000)
    assert lines.in_force(NOW).hold_above is None
    assert not lines.is_to_be_held(1.0)


def test_a_thousand_verdicts_on_one_text_are_one():
    judged(60, 0.1, is_spam=False)
    judged(500, 0.95, is_spam=True, group_id=7)
    assert curve.curve(NOW).lacking == (curve.ENOUGH - 1, 0)


def test_imported_and_retracted_verdicts_and_those_without_a_score_say_nothing_of_lines():
    judged(5, 0.9, is_spam=True, retracted_at=NOW)
    judged(5, None, is_spam=True)
    for label in judged(3, 0.9, is_spam=True):
        Label.objects.filter(pk=label.pk).update(source="other.example", fingerprint=f"{label.pk:064x}")
    assert curve.curve(NOW).spam == 0


def test_what_lines_would_have_done_counts_newcomers_of_thirty_days():
    uploaded(14, 0.8, days_ago=13)
    uploaded(5, 0.8, by_newcomer=False)
    uploaded(5, 0.8, days_ago=31)
    point = curve.curve(NOW).points[80]
    assert point.line == 0.8
    assert point.uploads_a_week == pytest.approx(14 / 13 * 7)
    assert curve.curve(NOW).points[81].uploads_a_week == 0


@pytest.mark.parametrize("probability", [0.29, 0.57, 0.58, 1.0])
def test_a_score_on_a_line_is_above_it(probability):
    judged(1, probability, is_spam=True)
    step = min(round(probability * 100), 99)
    points = curve.curve(NOW).points
    assert points[step].spam == 1
    assert step == 99 or points[step + 1].spam == 0


def test_the_bound_is_the_bad_end_of_what_is_known():
    assert Point(0.9, spam=50, honest=0, missed=0, uploads_a_week=10).honest_a_week == pytest.approx(
        0.71, abs=0.01
    )
    unknown = Curve([Point(0.9, spam=5, honest=0, missed=0, uploads_a_week=0)], 100, 100)
    assert unknown.lowest_within(1000, above=0.5) is None


def test_drawing_lines_is_in_the_audit_with_reason_before_and_after():
    draw(2, list_below=0.3)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.reason) == ("ada", "set lines", "to be calm")
    assert entry.before == {"list_below": 0.5, "honest_holds_a_week": None, "hold_above": None}
    assert entry.after == {"list_below": 0.3, "honest_holds_a_week": 2, "hold_above": None}


@pytest.mark.parametrize("wrong", [{"list_below": 1.5}, {"honest_holds_a_week": 0}])
def test_the_database_refuses_lines_that_are_none(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        LineSetting.objects.create(set_by="ada", reason="x", set_at=NOW, **wrong)


# The pages


def test_an_admin_draws_the_lines_and_the_page_says_what_is_missing(client, ada):
    page = client.get("/moderation/model/").text
    assert "LIST_BELOW" in page
    assert "20 more spam and 20 more honest texts are needed" in page
    form = {"list_below": "0.4", "honest_holds_a_week": "3", "reason": "calmer evenings"}
    assert client.post("/moderation/model/lines/", form).status_code == 302
    page = client.get("/moderation/model/").text
    assert "Nothing is held." in page
    assert "calmer evenings" in page
    assert lines.in_force(NOW).list_below == 0.4
    assert (
        client.post(
            "/moderation/model/lines/", form | {"list_below": "", "honest_holds_a_week": ""}
        ).status_code
        == 302
    )
    assert lines.in_force(NOW).list_below is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"list_below": "2"},
        {"list_below": "x"},
        {"honest_holds_a_week": "0"},
        {"honest_holds_a_week": "nan"},
        {"reason": ""},
    ],
    ids=str,
)
def test_lines_that_cannot_be_drawn_are_refused_in_the_form(client, ada, wrong):
    form = {"list_below": "0.4", "honest_holds_a_week": "3", "reason": "calmer evenings"}
    assert client.post("/moderation/model/lines/", form | wrong).status_code == 400
    assert not LineSetting.objects.exists()


def test_the_page_draws_curve_and_lines_in_force(client, ada, monkeypatch):
    know_a_lot()
    uploaded(20, 0.95)
    draw(2)
    page = client.get("/moderation/model/").text
    assert "precision, 0.5" in page
    assert "held from here" in page
    assert "listed below 0.50" in page
    assert "<polygon" in page


def test_the_page_asks_a_fixed_number_of_queries(client, ada, django_assert_max_num_queries):
    know_a_lot()
    with django_assert_max_num_queries(30):
        client.get("/moderation/model/")


def test_an_admin_puts_a_version_back_in_force(client, ada):
    row = registry.current_row()
    other = type(row).objects.create(version="broken", sha256="0" * 64, created_at=NOW)
    url = f"/moderation/model/{other.pk}/activate/"
    assert "Put broken in force" in client.get(url).text
    answer = client.post(url, {"reason": "to see"})
    assert answer.status_code == 400
    assert "The file of model broken cannot be read." in answer.text
    assert client.post(f"/moderation/model/{row.pk}/activate/", {"reason": ""}).status_code == 400
    assert client.post(f"/moderation/model/{row.pk}/activate/", {"reason": "back"}).status_code == 302
    assert AuditEntry.objects.get().actor == "ada"
