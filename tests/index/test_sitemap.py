"""`/sitemap.xml`, `robots.txt` and `security.txt`: what robots and finders of weaknesses read."""

from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from config.env import env_contact
from index import sitemap
from tests.factories import NOW, make_project, make_release, publish
from tests.index.test_feeds import publish_listed

pytestmark = pytest.mark.django_db

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://index.example"
    settings.SITE_HOST = "index.example"


def locations(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    return [found.text for found in ET.fromstring(answer.content).iter(LOC)]


def test_the_index_leads_to_every_listed_project_in_pages(client, monkeypatch):
    monkeypatch.setattr(sitemap.Projects, "limit", 2)
    for name in ("a", "b", "c"):
        make_release(make_project(name))
    make_release(make_project("unlisted", listed=False))
    maps = locations(client, "/sitemap.xml")
    assert maps == [
        "https://index.example/sitemap-pages.xml?p=1",
        "https://index.example/sitemap-projects.xml?p=1",
        "https://index.example/sitemap-projects.xml?p=2",
    ]
    found = [page for address in maps for page in locations(client, address)]
    assert found == [
        f"https://index.example/{path}" for path in ("", "help/", "project/a/", "project/b/", "project/c/")
    ]
    for path in ("/sitemap-projects.xml?p=3", "/sitemap-projects.xml?p=x", "/sitemap-users.xml"):
        assert client.get(path).status_code == 404


def test_a_project_has_the_date_of_its_last_change(client):
    publish_listed()
    assert "<lastmod>2026-02-17</lastmod>" in client.get("/sitemap-projects.xml").content.decode()


def test_an_unchanged_sitemap_is_304_and_a_changed_one_is_not(client):
    publish_listed()
    for path in ("/sitemap.xml", "/sitemap-projects.xml"):
        etag = client.get(path)["ETag"]
        assert client.get(path, headers={"if-none-match": etag}).status_code == 304
        publish(f"tides{len(path)}")
        assert client.get(path, headers={"if-none-match": etag}).status_code == 200


def test_a_sitemap_knows_no_session(client):
    for path in ("/sitemap.xml", "/sitemap-pages.xml"):
        answer = client.get(path)
        assert "Vary" not in answer
        assert not answer.cookies


def test_robots_are_told_of_the_sitemap_and_kept_from_machine_pages(client):
    told = client.get("/robots.txt").content.decode().splitlines()
    assert "Sitemap: https://index.example/sitemap.xml" in told
    assert {"Disallow: /pypi/", "Disallow: /simple/"} <= set(told)


def test_security_txt_says_whom_to_ask_for_less_than_a_year(client, settings):
    settings.SECURITY_CONTACT = "mailto:guard@index.example"
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert told["Contact"] == "mailto:guard@index.example"
    assert told["Canonical"] == "https://index.example/.well-known/security.txt"
    left = datetime.fromisoformat(told["Expires"]) - timezone.now()
    assert timedelta(days=100) < left < timedelta(days=365)


@pytest.mark.parametrize(
    ("written", "contact"),
    [
        ("guard@index.example", "mailto:guard@index.example"),
        ("mailto:guard@index.example", "mailto:guard@index.example"),
        ("https://index.example/guard", "https://index.example/guard"),
        ("", "mailto:noreply@index.example"),
    ],
)
def test_a_contact_is_written_as_an_address_that_programs_open(monkeypatch, written, contact):
    monkeypatch.setenv("SECURITY_CONTACT", written)
    assert env_contact("SECURITY_CONTACT", "noreply@index.example") == contact


@pytest.mark.parametrize("written", ["guard", "http://index.example/guard", "javascript:guard"])
def test_what_is_no_contact_stops_the_start_in_one_line(monkeypatch, written):
    monkeypatch.setenv("SECURITY_CONTACT", written)
    with pytest.raises(ImproperlyConfigured, match="SECURITY_CONTACT"):
        env_contact("SECURITY_CONTACT", "noreply@index.example")


def test_nothing_is_dated_by_a_project_that_is_not_listed(client):
    make_release(make_project("hidden", listed=False, changed_second=int(NOW.timestamp())))
    assert "2026-02-17" not in client.get("/sitemap.xml").content.decode()
