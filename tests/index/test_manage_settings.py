"""`/manage/project/{name}/settings/`: status with a notice, handing over, deleting, a token for it alone."""

import json

import pytest

from accounts.models import ApiToken
from index import lifecycle
from index.models import Invitation, Project
from tests.factories import NOW, PASSWORD, make_file, make_project, make_release, make_user
from tests.mails import delivered

pytestmark = pytest.mark.django_db
URL = "/manage/project/tides/settings/"


@pytest.fixture
def project(client, ann):
    client.force_login(ann)
    project = make_project("tides", owner=ann)
    make_file(make_release(project))
    return project


@pytest.mark.parametrize("status", ["archived", "deprecated"])
def test_a_status_with_its_notice_is_on_the_page_and_on_the_simple_index(client, project, status):
    answer = client.post(f"{URL}status/", {"status": status, "reason": "Use\nebbs instead."}, follow=True)
    assert f"tides is {status} now." in answer.content.decode()
    assert "Use ebbs instead." in client.get("/project/tides/").content.decode()
    simple = client.get("/simple/tides/", headers={"accept": "application/vnd.pypi.simple.v1+json"})
    assert json.loads(simple.content)["project-status"] == {"status": status, "reason": "Use ebbs instead."}


@pytest.mark.parametrize("data", [{}, {"status": "quarantined"}, {"status": "active", "reason": "x" * 501}])
def test_a_bad_status_changes_nothing(client, project, data):
    before = Project.objects.values().get()
    assert client.post(f"{URL}status/", data).status_code == 400
    assert Project.objects.values().get() == before


def test_an_owner_gets_nothing_out_of_quarantine(client, project):
    lifecycle.set_status(project=project, status="quarantined", actor="ada", reason="theft", now=NOW)
    answer = client.post(f"{URL}status/", {"status": "active"})
    assert answer.status_code == 403
    assert "Only they can change its status" in answer.content.decode()
    project.refresh_from_db()
    assert project.status == "quarantined"


def test_the_verb_gives_no_quarantine_for_owners(project):
    with pytest.raises(lifecycle.NotForOwners):
        lifecycle.set_status_as_owner(
            project=project, status=Project.Status.QUARANTINED, actor="ann", reason="", now=NOW
        )


def test_a_deleted_project_is_gone_its_name_taken_and_its_owners_told(
    client, project, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{URL}delete/", {"name": "tides", "reason": "done"}, follow=True)
    assert "tides is deleted." in answer.content.decode()
    for path in ("/project/tides/", "/simple/tides/", URL):
        assert client.get(path).status_code == 404
    assert "ann deleted the project tides." in delivered()[0].body
    entry = project.journal.get()
    assert (entry.action, entry.actor, entry.reason) == ("remove project", "ann", "done")


def test_deleting_wants_the_name(client, project):
    answer = client.post(f"{URL}delete/", {"name": "tide", "reason": "done"})
    assert answer.status_code == 400
    assert 'value="done"' in answer.content.decode()
    project.refresh_from_db()
    assert project.removed_at is None


def test_a_token_for_the_project_alone_is_one_step_away(client, project):
    make_project("ebbs", owner=project.roles.get().user)
    where = "/manage/account/token/?project=tides"
    assert where in client.get(URL).content.decode()
    assert f'<option value="{project.pk}" selected>' in client.get(where).content.decode()
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post(where, {"description": "ci", "scope": project.pk})
    assert ApiToken.objects.get().scope.project == project


@pytest.mark.parametrize("name", ["nothing", "%00", "stranger"])
def test_a_token_page_for_no_project_of_ours_preselects_none(client, project, name):
    make_project("stranger")
    page = client.get(f"/manage/account/token/?project={name}").content.decode()
    assert '<option value="" selected>' in page


def test_handing_over_waits_for_the_new_owner(client, project):
    bea = make_user("bea")
    answer = client.post(f"{URL}transfer/", {"user": "BEA", "name": "tides"}, follow=True)
    assert "bea is asked by mail" in answer.content.decode()
    assert project.roles.get().user.username == "ann"
    client.force_login(bea)
    client.post(f"/manage/invitations/{Invitation.objects.get().pk}/accept/")
    roles = dict(project.roles.values_list("user__username", "kind"))
    assert roles == {"ann": "maintainer", "bea": "owner"}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"user": "nobody", "name": "tides"}, "Nobody here has this user name"),
        ({"user": "bea", "name": "tide"}, "type tides to confirm"),
        ({"user": "ann", "name": "tides"}, "ann is owner of tides already"),
        ({"user": "\0", "name": "\0"}, "Null characters are not allowed"),
    ],
)
def test_handing_over_to_nobody_is_refused_in_a_sentence(client, project, data, sentence):
    make_user("bea")
    answer = client.post(f"{URL}transfer/", data)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Invitation.objects.exists()
