"""Every route below /manage/ with every role and method: who gets in, and that a look changes nothing."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import User
from index import invitations, lifecycle
from index.models import Invitation, JournalEntry, Project, Release, Role, TrustedPublisher
from index.trusted_publishing import publishers
from index.trusted_publishing.identities import GitLab
from tests.factories import NOW, make_file, make_project, make_release, make_role, make_user

pytestmark = pytest.mark.django_db

OWNER, MAINTAINER, STRANGER, STAFF = "owner", "maintainer", "stranger", "staff"
TEAM, OWNERS, EVERYBODY = {OWNER, MAINTAINER}, {OWNER}, {OWNER, MAINTAINER, STRANGER, STAFF}
READ, POST, BOTH = ("get",), ("post",), ("get", "post")

# Route: its methods, who may, and what its address needs beside the project.
ROUTES = {
    "manage_projects": (READ, EVERYBODY),
    "manage_tokens": (BOTH, EVERYBODY),
    "manage_families": (BOTH, EVERYBODY),
    "delete_account": (BOTH, EVERYBODY),
    "stop_account_deletion": (POST, EVERYBODY),
    "manage_upload": (READ, EVERYBODY),
    "stage_file": (POST, EVERYBODY),
    "publish_staged": (POST, EVERYBODY),
    "manage_invitations": (READ, EVERYBODY),
    "manage_releases": (READ, TEAM),
    "manage_release": (READ, TEAM),
    "yank_releases": (BOTH, TEAM),
    "unyank_releases": (BOTH, TEAM),
    "delete_releases": (BOTH, OWNERS),
    "delete_files": (BOTH, OWNERS),
    "manage_settings": (READ, OWNERS),
    "set_project_status": (POST, OWNERS),
    "transfer_project": (BOTH, OWNERS),
    "delete_project": (BOTH, OWNERS),
    "manage_collaboration": (READ, TEAM),
    "invite_collaborator": (POST, OWNERS),
    "leave_project": (BOTH, TEAM),
    "resend_invitation": (POST, OWNERS),
    "revoke_invitation": (POST, OWNERS),
    "change_role": (POST, OWNERS),
    "remove_collaborator": (BOTH, OWNERS),
    "project_publishers": (READ, OWNERS),
    "add_project_publisher": (BOTH, OWNERS),
    "remove_project_publisher": (POST, OWNERS),
    "account_publishers": (READ, EVERYBODY),
    "add_pending_publisher": (BOTH, EVERYBODY),
    "manage_history": (READ, TEAM | {STAFF}),
    # Looked up through the user: theirs, or not there.
    "revoke_token": (POST, set()),
    "withdraw_family": (POST, set()),
    "discard_staged": (POST, set()),
    "accept_invitation": (POST, set()),
    "decline_invitation": (POST, set()),
    "remove_pending_publisher": (POST, set()),
}


@pytest.fixture
def project():
    project = make_project("tides", owner=make_user("owner"))
    make_role(project, make_user("maintainer"))
    make_file(make_release(project))
    invitations.invite(
        project=project,
        user=make_user("guest"),
        kind=Invitation.Kind.OWNER,
        actor=project.roles.first().user,
        now=NOW,
    )
    publishers.add(
        project=project,
        issuer="https://gitlab.com",
        identity=GitLab("owner", "tides", ".gitlab-ci.yml"),
        owner_id="",
        actor=project.roles.first().user,
        now=NOW,
    )
    make_user("stranger")
    make_user("staff", is_staff=True)
    return project


def address(route, project, name="tides"):
    pattern = get_resolver().reverse_dict.getlist(route)[0][0][0]
    found = project.publishers if "publisher" in route else project.invitations
    values = {
        "name": name,
        "kind": "github",
        "version": "1.0",
        "username": "maintainer",
        "pk": found.get().pk,
    }
    return reverse(route, kwargs={key: values[key] for key in pattern[1]})


def state():
    """All that a request could have changed."""
    tables = (Project, Role, Release, Invitation, JournalEntry, TrustedPublisher)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_every_route_is_in_the_table():
    below = {part for part in get_resolver().url_patterns if str(part.pattern) == ""}
    index = next(part for part in below if part.urlconf_name.__name__ == "index.urls")
    manage = next(part for part in index.url_patterns if str(part.pattern) == "manage/")
    assert {route.name for route in manage.url_patterns} == set(ROUTES)


@pytest.mark.parametrize("role", [OWNER, MAINTAINER, STRANGER, STAFF])
@pytest.mark.parametrize("route", ROUTES)
def test_who_gets_in(client, project, route, role):
    client.force_login(User.objects.get(username=role))
    methods, may = ROUTES[route]
    for method in methods:
        before = state()
        status = getattr(client, method)(address(route, project)).status_code
        if role in may:
            assert status in {200, 302, 400}, method
        elif role in TEAM and may:
            assert status == 403, method
        else:
            assert status == 404, method
        if role not in may or method == "get":
            assert state() == before


@pytest.mark.parametrize("route", ROUTES)
def test_who_is_not_logged_in_is_sent_to_the_login(client, project, route):
    before = state()
    for method in ROUTES[route][0]:
        answer = getattr(client, method)(address(route, project))
        assert answer["Location"].startswith("/account/login/"), method
    assert state() == before


@pytest.mark.parametrize("route", ROUTES)
def test_other_methods_are_refused(client, project, route):
    client.force_login(project.roles.first().user)
    for method in {"get", "post", "put", "delete"} - set(ROUTES[route][0]):
        assert getattr(client, method)(address(route, project)).status_code == 405, method


@pytest.mark.parametrize("removed", [True, False])
@pytest.mark.parametrize("route", [route for route in ROUTES if ROUTES[route][1] not in (EVERYBODY, set())])
def test_a_project_that_is_not_there_is_404_for_its_former_owner_too(client, project, route, removed):
    owner = project.roles.first().user
    client.force_login(owner)
    lifecycle.remove(project=project, actor=owner.username, reason="", now=NOW)
    for method in ROUTES[route][0]:
        where = address(route, project, "tides" if removed else "nothing")
        assert getattr(client, method)(where).status_code == 404


@pytest.mark.parametrize("route", [route for route in ROUTES if "post" in ROUTES[route][0]])
def test_a_form_of_another_site_changes_nothing(project, route):
    client = Client(enforce_csrf_checks=True)
    client.force_login(project.roles.first().user)
    before = state()
    assert client.post(address(route, project)).status_code == 403
    assert state() == before


@pytest.mark.parametrize("name", ["%00", "..%2F", "a" * 300, "tides%0A"])
def test_hostile_names_are_404(client, project, name):
    client.force_login(project.roles.first().user)
    assert client.get(f"/manage/project/{name}/releases/").status_code == 404
    assert client.post(f"/manage/project/tides/collaboration/{name}/remove/").status_code == 404
