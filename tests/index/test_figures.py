"""Counting the index in the background, and the pages that show it."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from index import figures, plots, tasks
from index.models import Day, Figures, Project
from tests.factories import NOW, make_file, make_project, make_release

pytestmark = pytest.mark.django_db


def make_published(name, files=1, **fields):
    release = make_release(make_project(name, **fields))
    for number in range(files):
        make_file(release, f"{name}-1.0-{number}-py3-none-any.whl")
    return release.project


def test_home_and_statistics_show_what_was_counted(client):
    make_published("tides", files=3)
    make_published("harbours")
    make_published("removed", removed_at=NOW)
    figures.count(now=NOW)
    assert "2 projects,\n          2 releases,\n          4 files" in client.get("/").content.decode()
    page = client.get("/stats/").content.decode()
    for text in (
        "<dd>2</dd>",
        "<dd>4</dd>",
        "<dd>19.5\N{NO-BREAK SPACE}KB</dd>",
        ">tides</a>",
        ">harbours</a>",
    ):
        assert text in page
    assert "removed" not in page


def test_pages_without_figures_say_so(client):
    assert "watch against spam" in client.get("/").content.decode()
    assert "Nothing is counted yet" in client.get("/stats/").content.decode()


def test_pages_do_not_count(client, django_assert_num_queries):
    make_published("tides")
    figures.count(now=NOW)
    with django_assert_num_queries(4):  # incidents, switches, newest projects, figures
        client.get("/")
    with django_assert_num_queries(5):  # incidents, switches, figures, days, projects named
        client.get("/stats/")


def test_days_go_on_where_the_last_count_ended():
    old = make_published("tides")
    figures.count(now=NOW)
    assert list(Day.objects.values_list("date", "files", "projects", "size_bytes")) == [
        (NOW.date(), 1, 1, 5000)
    ]
    make_file(old.releases.get(), "tides-1.0-7-py3-none-any.whl")
    later = make_file(old.releases.get(), "tides-1.0-8-py3-none-any.whl")
    later.uploaded_at = NOW + timedelta(days=2)
    later.save()
    Day.objects.create(date=NOW.date() - timedelta(days=5), files=70, projects=1, size_bytes=1)
    figures.count(now=NOW + timedelta(days=2))
    counted = {day.date.day: day.files for day in figures.days((NOW + timedelta(days=2)).date(), 9)}
    assert counted == {11: 0, 12: 70, 13: 0, 14: 0, 15: 0, 16: 0, 17: 2, 18: 0, 19: 1}


def test_a_project_hidden_since_the_count_is_not_named(client):
    project = make_published("tides")
    figures.count(now=NOW)
    Project.objects.filter(pk=project.pk).update(listed=False)
    assert "tides" not in client.get("/stats/").content.decode()


def test_counting_twice_leaves_one_row_of_figures():
    tasks.count_figures()
    tasks.count_figures()
    assert Figures.objects.count() == 1


def test_the_plot_has_a_bar_for_each_day_and_the_table_its_figure(client):
    make_published("tides", files=7)
    figures.count(now=NOW)
    page = client.get("/stats/").content.decode()
    assert page.count("<rect") == 2
    assert "<title>17 February 2026: 7</title>" in page
    assert '<td class="number">7</td>' in page
    HTMLParser().feed(page)


@pytest.mark.parametrize(
    ("value", "top"), [(0, 1), (1, 1), (2, 2), (3, 5), (7, 10), (10, 10), (11, 20), (501, 1000)]
)
def test_a_scale_ends_on_a_round_figure(value, top):
    assert plots.round_up(value) == top
    drawn = plots.bars("x", [("a", value), ("b", 0)])
    assert drawn.lines[-1].value == top
    assert all(0 <= bar.y <= drawn.floor for bar in drawn.bars)


def test_days_are_those_of_utc():
    release = make_release(
        make_project(
            "tides",
        )
    )
    file = make_file(release)
    file.uploaded_at = datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)
    file.save()
    figures.count(now=NOW)
    assert Day.objects.get(files=1).date.isoformat() == "2026-03-01"
