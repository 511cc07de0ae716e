"""Searching, as readers meet it: on the search page, on either database."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from index import lifecycle, tasks
from index.models import Project, SearchEntry
from index.search import entries, finding, words
from index.search.query import parse
from tests.factories import NOW, make_project, make_release, publish

pytestmark = pytest.mark.django_db

DJANGO = "Framework :: Django"
MIT = "License :: OSI Approved :: MIT License"


def searchable(
    name,
    version="1.0",
    *,
    classifiers=(),
    keywords=(),
    days_ago=0,
    listed=True,
    summary="Nothing of note.",
    **fields,
):
    """A project with one release, its entry written."""
    project = make_project(name, listed=listed)
    release = make_release(project, version, summary=summary, **fields)
    release.metadata |= {"classifiers": list(classifiers), "keywords": list(keywords)}
    release.created_at = NOW - timedelta(days=days_ago)
    release.save()
    entries.refresh([project.pk])
    return project


@pytest.fixture
def found(client):
    """The names on the page of results, in their order."""

    def names(q="", **parameters):
        answer = client.get("/search/", {"q": q, **parameters})
        assert answer.status_code == 200
        return [project.normalized_name for project in answer.context_data["projects"]]

    return names


def test_words_are_found_in_name_summary_keywords_and_description(found):
    searchable("in-name-tides")
    searchable("summary", summary="Sorts tides.")
    searchable("keyword", keywords=["tides", "moon"])
    searchable("description", description="# Reads tides\n")
    searchable("other")
    assert set(found("Sorts TIDES")) >= {"summary"}
    assert set(found("tides")) == {"in-name-tides", "summary", "keyword", "description"}


def test_every_word_must_be_there_wherever_it_stands(found):
    searchable("tides", summary="Sorts tables.", description="For harbours.")
    assert found("harbours tides tables") == ["tides"]
    assert found("tides chairs") == []


def test_a_word_is_found_in_its_other_forms(found):
    searchable("tides", summary="Parsing of tables")
    assert found("parse table") == ["tides"]


def test_relevance_goes_from_the_very_name_over_names_and_summaries_to_descriptions(found):
    searchable("weather", description="About tides.")
    searchable("moon", summary="About tides.")
    searchable("many-more-tides")
    searchable("tides-of-the-sea")
    searchable("tides")
    order = ["tides", "tides-of-the-sea", "many-more-tides", "moon", "weather"]
    assert found("tides") == order


@pytest.mark.parametrize("query", ["Tide_Tables", "tide tables", "tide.tables", "TideTables", "tidetables"])
def test_the_very_name_comes_first_in_any_spelling(found, query):
    searchable("tide-tables-of-the-world", summary="tidetables")
    searchable("tidetables" if query.lower() == "tidetables" else "tide-tables", days_ago=3)
    assert found(query)[0].replace("-", "") == "tidetables"


def test_a_part_of_a_name_finds_it(found):
    searchable("pyyaml")
    assert found("yaml") == found("pyy") == found("py") == found("p") == ["pyyaml"]


def test_words_that_languages_pass_over_are_names_too(found):
    searchable("can", summary="Talks to cars.")
    searchable("the-who", summary="Sings.")
    assert found("can") == ["can"]
    assert found("who the") == ["the-who"]


def test_letters_of_other_scripts_are_found_with_and_without_accents(found):
    searchable("a", summary="Gezeiten für Größen, Éclairs")
    searchable("b", summary="潮汐 表")
    searchable("c", summary="جداول المد")
    assert found("grossen für eclairs") == ["a"]
    assert found("潮汐") == ["b"]
    assert found("المد") == ["c"]


def test_newest_first_goes_by_the_newest_release(found):
    searchable("older", summary="tides", days_ago=2)
    searchable("tides", days_ago=3)
    searchable("newer", description="tides", days_ago=1)
    assert found("tides", o="-created") == ["newer", "older", "tides"]


def test_releases_of_one_second_are_all_found(found):
    for number in range(5):
        searchable(f"tides{number}")
    assert len(found("tides", o="-created")) == 5


def test_classifiers_filter_alone_and_with_words_and_all_must_fit(found):
    searchable("one", classifiers=[DJANGO, MIT])
    searchable("two", classifiers=[DJANGO], summary="Serves tides.")
    assert set(found(c=DJANGO)) == {"one", "two"}
    assert found(c=[DJANGO, MIT]) == ["one"]
    assert found("tides", c=DJANGO) == ["two"]
    assert found("tides", c=MIT) == found(c="Framework :: Flask") == found(c="nonsense") == []


def test_a_classifier_finds_those_below_it(found):
    searchable("one", classifiers=["Framework :: Django :: 5.2"])
    assert found(c=DJANGO) == found(c="Framework") == ["one"]
    assert found(c="Framework :: Django :: 5") == []


def test_a_word_is_not_found_in_classifiers_keys(found):
    searchable("one", classifiers=[DJANGO])
    assert found(f"c{words.classifier_key(DJANGO):x}") == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "%",
        "_",
        "\0",
        "tides\0",
        '"',
        "'; drop table index_project; --",
        'tides" OR "x',
        "tides AND OR NOT NEAR(",
        "names : tides *",
        "tides:* & !x | (y",
        "-tides",
        "^tides",
        "{names} : tides",
        "\\",
        "a" * 5000,
        "tides " * 500,
        "\N{CRAB}\N{CRAB}",
        "\N{RIGHT-TO-LEFT OVERRIDE}tides",
        "\N{COMBINING ACUTE ACCENT}" * 50,
        "\ufffe",
        "%00",
        "1e9 3.14 /etc/passwd a@b.example http://c.example/?d",
    ],
)
@pytest.mark.parametrize("order", ["", "-created", "nonsense"])
def test_search_survives_any_query(client, query, order):
    searchable("tides")
    for classifier in ("", query):
        answer = client.get("/search/", {"q": query, "o": order, "c": classifier, "page": query})
        assert answer.status_code == 200


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(codec="utf-8"), max_size=300))
def test_no_text_is_an_operator(text):
    query = parse(text, [text])
    finding.find(query)
    finding.find(parse(text, order="-created"))
    finding.similar_names(query)


def test_halves_of_characters_and_nul_are_left_out():
    assert parse("ti\0des\ud800").text == "tides"


def test_the_very_name_comes_first_among_those_of_a_classifier(found):
    for name in ("tides-b", "tides", "a-tides"):
        searchable(name, classifiers=[DJANGO])
    assert found("tides", c=DJANGO) == ["tides", "tides-b", "a-tides"]


@pytest.mark.parametrize("misspelt", ["reqeusts", "request", "requsets", "requestss", "python requests"])
def test_a_misspelt_name_is_asked_back(client, misspelt):
    searchable("requests", days_ago=1)
    searchable("sequences", days_ago=1)
    answer = client.get("/search/", {"q": misspelt})
    if misspelt != "python requests":
        assert "requests" in answer.context_data["suggestions"] + [
            project.normalized_name for project in answer.context_data["projects"]
        ]
    assert "sequences" not in answer.context_data["suggestions"]


def test_did_you_mean_links_to_the_search_for_that_name(client):
    searchable("requests")
    page = client.get("/search/", {"q": "reqeusts", "page": "3"}).content.decode()
    assert "Did you mean" in page
    assert 'href="?q=requests"' in page


HIDINGS = {
    "unlisted": {"listed": False},
    "quarantined": {"status": Project.Status.QUARANTINED},
    "removed": {"removed_at": NOW},
}


@pytest.mark.parametrize("hiding", [*HIDINGS, "held", "release removed"])
def test_a_stale_entry_shows_no_hidden_project(found, client, hiding):
    project = searchable("tides", classifiers=[DJANGO])
    assert found("tides") == found(c=DJANGO) == ["tides"]
    if hiding in HIDINGS:
        Project.objects.filter(pk=project.pk).update(**HIDINGS[hiding])
    else:
        project.releases.update(**{"held_at" if hiding == "held" else "removed_at": NOW})
    assert SearchEntry.objects.filter(project=project).exists()
    assert found("tides") == found("tides", o="-created") == found(c=DJANGO) == []
    assert client.get("/search/?q=tides").context_data["found"].count == 0
    assert client.get("/search/?q=tidse").context_data["suggestions"] == []


def test_what_is_published_listed_and_unlisted_is_searchable_once_the_worker_has_looked(found):
    project = publish("tide-tables", summary="Sorts harbours.").release.project
    tasks.refresh_search(project.pk)
    assert found("harbours") == []
    lifecycle.list_project(project=project, actor="ann", reason="looked at", now=NOW)
    tasks.refresh_search(project.pk)
    assert found("harbours") == ["tide-tables"]
    publish("tide-tables", "2.0", user=project.roles.get().user, summary="Sorts ports.")
    tasks.refresh_search(project.pk)
    assert found("ports") == ["tide-tables"]
    assert found("harbours") == []
    lifecycle.unlist_project(project=project, actor="ann", reason="on second thoughts", now=NOW)
    tasks.refresh_search(project.pk)
    assert not SearchEntry.objects.exists()


def test_what_a_crash_lost_is_found_by_the_sweep(found):
    project = searchable("tides", summary="Old words.")
    project.releases.update(summary="New harbours.")
    Project.objects.filter(pk=project.pk).update(last_serial=7)  # and nobody came to refresh
    assert found("harbours") == []
    tasks.refresh_search()
    assert found("harbours") == ["tides"]
    project.refresh_from_db()
    assert project.search_serial == project.last_serial


def test_the_sweep_asks_an_index_and_walks_no_table():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # an empty table is read sooner than an index
    overdue = entries.overdue().values_list("id", flat=True)[:10]
    assert "project_awaiting_search" in overdue.explain()


def test_refreshing_what_is_not_behind_costs_one_look(django_assert_num_queries):
    project = searchable("tides")
    with django_assert_num_queries(1):
        assert entries.refresh([project.pk]) == 0


def test_search_is_rebuilt_by_command(found, capsys):
    searchable("tides")
    searchable("hidden-tides", listed=False)
    SearchEntry.objects.all().delete()
    assert found("tides") == []
    call_command("search", "rebuild")
    assert found("tides") == ["tides"]
    assert re.search(r"1 of 2 projects", capsys.readouterr().out)


def test_an_entry_goes_with_its_project(found):
    searchable("tides").delete()
    searchable("tides")
    assert found("tides") == ["tides"]


def test_many_results_are_cut_and_counted_and_no_page_is_beyond_the_last(client, monkeypatch):
    monkeypatch.setattr(finding, "MAX_RESULTS", 30)
    monkeypatch.setattr(finding, "COUNTED", 40)
    for number in range(45):
        searchable(f"tides-{number}", days_ago=number)
    page = client.get("/search/?q=tides").content.decode()
    assert "40+ projects" in page
    assert "Page 1 of 2" in page
    assert client.get("/search/?q=tides&page=99").context_data["page_obj"].number == 2


def test_a_search_costs_the_same_number_of_queries_at_any_size(client):
    counts = []
    for size in (4, 24):
        while Project.objects.count() < size:
            searchable(f"tides{Project.objects.count()}", summary="Sorts tides.")
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/?q=tides")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30
