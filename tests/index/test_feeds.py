"""`/rss/`: what feed readers follow."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from index import lifecycle
from index.models import Project
from tests.factories import NOW, make_project, make_release, publish

pytestmark = pytest.mark.django_db

INDEX_FEEDS = ("/rss/updates.xml", "/rss/packages.xml")
FEEDS = (*INDEX_FEEDS, "/rss/project/sampleproject/releases.xml")


def channel(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/rss+xml; charset=utf-8")
    return ET.fromstring(answer.content).find("channel")


def items(client, path):
    fields = ("title", "link", "description", "author", "guid", "pubDate")
    return [
        {field: item.findtext(field) for field in fields} for item in channel(client, path).iterfind("item")
    ]


def publish_listed(name="sampleproject", version="1.0", **wheel):
    file = publish(name, version, **wheel)
    lifecycle.list_project(project=file.release.project, actor="ada", reason="looked at", now=NOW)
    return file


@pytest.fixture
def _site(settings):
    settings.SITE_URL = "https://index.example"
    settings.SITE_NAME = "Gatehouse"


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize(
    ("path", "title", "link"),
    [
        ("/rss/updates.xml", "SampleProject 1.0", "/project/sampleproject/1.0/"),
        ("/rss/packages.xml", "SampleProject added to Gatehouse", "/project/sampleproject/"),
        ("/rss/project/sampleproject/releases.xml", "1.0", "/project/sampleproject/1.0/"),
    ],
)
def test_an_item_has_the_fields_of_the_public_index_s(client, path, title, link):
    author = [("Author-email", "Ann <ann@example.com>, bea@example.com")]
    publish_listed("SampleProject", summary="Reads <b> tides.", metadata_headers=author)
    assert items(client, path) == [
        {
            "title": title,
            "link": f"https://index.example{link}",
            "description": "Reads <b> tides.",
            "author": "ann@example.com, bea@example.com",
            "guid": f"https://index.example{link}",
            "pubDate": "Tue, 17 Feb 2026 19:22:00 +0000",
        }
    ]


@pytest.mark.usefixtures("_site")
def test_a_feed_says_whose_it_is_by_the_site_s_own_address(client):
    publish_listed()
    found = channel(client, "/rss/project/sampleproject/releases.xml")
    assert found.findtext("title") == "Gatehouse recent updates for sampleproject"
    assert found.findtext("link") == "https://index.example/project/sampleproject/"
    assert channel(client, "/rss/updates.xml").findtext("title") == "Gatehouse recent updates"
    assert channel(client, "/rss/packages.xml").findtext("title") == "Gatehouse newest packages"
    for path in FEEDS:
        assert "testserver" not in client.get(path).content.decode()


def test_characters_that_xml_forbids_are_left_out(client):
    make_release(make_project("tides"), summary="ring \x07 the \x1b[31m bell \ufffe\x0b" + "\N{BELL}")
    for path in (*INDEX_FEEDS, "/rss/project/tides/releases.xml"):
        assert items(client, path)[0]["description"] == "ring  the [31m bell " + "\N{BELL}"


def test_the_newest_come_first_and_not_all(client):
    project = make_project("tides")
    for minor in range(103):
        newer = make_project(f"p{minor}")
        make_release(newer, "0.1")
        for row in (make_release(project, f"1.{minor}"), newer):
            row.created_at = NOW + timedelta(minutes=minor)
            row.save()
    updates = [item["title"] for item in items(client, "/rss/updates.xml")]
    assert (updates[0], len(updates)) == ("tides 1.102", 100)
    packages = [item["title"].split()[0] for item in items(client, "/rss/packages.xml")]
    assert packages == [f"p{minor}" for minor in range(102, 62, -1)]
    releases = [item["title"] for item in items(client, "/rss/project/tides/releases.xml")]
    assert (releases[0], len(releases)) == ("1.102", 40)


def test_held_and_removed_releases_are_left_out(client):
    project = make_project("tides")
    make_release(project, "1.0")
    make_release(project, "2.0", held_at=NOW, summary="spam")
    make_release(project, "3.0", removed_at=NOW, summary="spam")
    for path in (*INDEX_FEEDS, "/rss/project/tides/releases.xml"):
        (item,) = items(client, path)
        assert item["description"] == "Sorts tide tables."


@pytest.mark.parametrize("path", FEEDS)
def test_an_unchanged_feed_is_304_and_a_changed_one_is_not(client, path):
    file = publish_listed()
    first = client.get(path)
    for condition in (
        {"if-none-match": first["ETag"]},
        {"if-modified-since": first["Last-Modified"]},
    ):
        assert client.get(path, headers=condition).status_code == 304
    later = NOW + timedelta(seconds=5)
    lifecycle.yank(release=file.release, actor="ann", reason="broken", now=later)
    for condition in (
        {"if-none-match": first["ETag"]},
        {"if-modified-since": first["Last-Modified"]},
    ):
        assert client.get(path, headers=condition).status_code == 200


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_knows_no_session_only_reads_and_is_not_for_search_engines(client, path):
    publish_listed()
    answer = client.get(path)
    assert "Vary" not in answer
    assert not answer.cookies
    assert answer["X-Robots-Tag"] == "noindex"
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(("path", "queries"), [*zip(FEEDS, (2, 3, 2), strict=True)])
@pytest.mark.parametrize("size", [2, 12])
def test_a_feed_costs_the_same_number_of_queries_at_any_size(
    client, django_assert_num_queries, path, queries, size
):
    project = make_project("sampleproject")
    for minor in range(size):
        make_release(project, f"1.{minor}")
        make_release(make_project())
    with django_assert_num_queries(queries):
        assert len(items(client, path)) >= size


def test_an_empty_index_has_feeds(client):
    for path in INDEX_FEEDS:
        assert items(client, path) == []


def test_other_spellings_redirect_and_unknown_names_are_404(client):
    publish_listed("tide-tables")
    answer = client.get("/rss/project/Tide_Tables/releases.xml")
    assert (answer.status_code, answer["Location"]) == (301, "/rss/project/tide-tables/releases.xml")
    assert client.get("/rss/project/nothing/releases.xml").status_code == 404
    Project.objects.update(status=Project.Status.QUARANTINED)
    assert client.get("/rss/project/Tide_Tables/releases.xml").status_code == 404
