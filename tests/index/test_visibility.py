"""Visibility is one rule: every channel, for every state of a project."""

import json
import xmlrpc.client

import pytest

from index.models import Project, Provenance
from index.search import entries
from tests.factories import NOW, make_file, make_project, make_release

pytestmark = pytest.mark.django_db

STATES = {
    "listed": {},
    "archived": {"status": Project.Status.ARCHIVED},
    "deprecated": {"status": Project.Status.DEPRECATED},
    "unlisted": {"listed": False},
    "quarantined": {"status": Project.Status.QUARANTINED},
    "removed": {"removed_at": NOW},
    "held": {},
}
INSTALLABLE = {"listed", "archived", "deprecated", "unlisted"}
FOUND = {"listed", "archived", "deprecated"}


@pytest.fixture(params=STATES)
def state(request):
    return request.param


@pytest.fixture
def project(state):
    project = make_project("tide-tables", **STATES[state])
    release = make_release(project, held_at=NOW if state == "held" else None)
    file = make_file(release, "tide_tables-1.0-py3-none-any.whl")
    Provenance.objects.create(file=file, document="{}")
    entries.refresh([project.pk])
    return project


def simple_page(client):
    answer = client.get("/simple/tide-tables/", headers={"accept": "application/vnd.pypi.simple.v1+json"})
    return answer.status_code == 200 and bool(json.loads(answer.content)["files"])


def page_shows(path):
    return lambda client: "tide-tables" in client.get(path).content.decode()


def answers(path):
    return lambda client: client.get(path).status_code == 200


def call(client, method, *arguments):
    body = xmlrpc.client.dumps(arguments, method)
    return xmlrpc.client.loads(client.post("/pypi", body, content_type="text/xml").content)[0]


def rpc_shows(method):
    return lambda client: "tide-tables" in call(client, method)[0]


INSTALL_CHANNELS = {
    "simple page": simple_page,
    "simple root": page_shows("/simple/"),
    "project page": answers("/project/tide-tables/"),
    "release page": answers("/project/tide-tables/1.0/"),
    "project's JSON": answers("/pypi/tide-tables/json"),
    "release's JSON": answers("/pypi/tide-tables/1.0/json"),
    "provenance": answers("/integrity/tide-tables/1.0/tide_tables-1.0-py3-none-any.whl/provenance"),
    "project's feed": answers("/rss/project/tide-tables/releases.xml"),
    "list of packages": rpc_shows("list_packages"),
    "list of packages with serial": rpc_shows("list_packages_with_serial"),
    "package releases": lambda client: "1.0" in call(client, "package_releases", "tide-tables")[0],
    "package roles": lambda client: bool(call(client, "package_roles", "tide-tables")[0]),
}
DISCOVERY_CHANNELS = {
    "search": page_shows("/search/?q=tide"),
    "home": page_shows("/"),
    "feed of updates": page_shows("/rss/updates.xml"),
    "feed of packages": page_shows("/rss/packages.xml"),
    "sitemap": page_shows("/sitemap-projects.xml"),
}


@pytest.mark.parametrize("channel", INSTALL_CHANNELS)
def test_what_can_be_installed(client, project, state, channel):
    assert INSTALL_CHANNELS[channel](client) == (state in INSTALLABLE)


@pytest.mark.parametrize("channel", DISCOVERY_CHANNELS)
def test_what_can_be_found(client, project, state, channel):
    assert DISCOVERY_CHANNELS[channel](client) == (state in FOUND)


def test_the_owner_s_public_page_shows_what_can_be_installed(client, project, state):
    owner = project.roles.get().user
    assert ("tide-tables" in client.get(f"/user/{owner.username}/").content.decode()) == (
        state in INSTALLABLE
    )


def test_the_owner_still_sees_a_held_or_quarantined_project(client, project, state):
    client.force_login(project.roles.get().user)
    assert (client.get("/project/tide-tables/").status_code == 200) == (state != "removed")
