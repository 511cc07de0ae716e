"""`/manage/project/{name}/collaboration/` and `/manage/invitations/`: who works on what, by whose consent."""

import threading
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from index import collaboration, invitations
from index.collaboration import RoleRefused
from index.invitations import InvitationRefused
from index.models import Invitation, JournalEntry, Role
from tests.factories import make_project, make_role, make_user
from tests.mails import delivered

pytestmark = pytest.mark.django_db
URL = "/manage/project/tides/collaboration/"


@pytest.fixture
def project(client, ann):
    client.force_login(ann)
    return make_project("tides", owner=ann)


@pytest.fixture
def bea():
    return make_user("bea")


def invite(project, user, kind=Invitation.Kind.MAINTAINER, actor=None):
    actor = actor or project.roles.get(user__username="ann").user
    return invitations.invite(project=project, user=user, kind=kind, actor=actor, now=timezone.now())


def roles(project):
    return dict(project.roles.values_list("user__username", "kind"))


@pytest.mark.parametrize("kind", ["owner", "maintainer"])
def test_an_invitation_is_mailed_and_gives_a_role_once_accepted(
    client, project, bea, kind, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{URL}invite/", {"user": "bea", "kind": kind}, follow=True)
    assert "bea is invited by mail." in answer.content.decode()
    assert delivered()[0].to == ["bea@example.com"]
    assert "/manage/invitations/" in delivered()[0].body
    assert roles(project) == {"ann": "owner"}
    client.force_login(bea)
    assert "ann invites you as" in client.get("/manage/invitations/").content.decode()
    assert "You are invited to 1 project" in client.get("/manage/projects/").content.decode()
    client.post(f"/manage/invitations/{Invitation.objects.get().pk}/accept/")
    assert roles(project) == {"ann": "owner", "bea": kind}
    actions = list(JournalEntry.objects.order_by("id").values_list("action", "actor"))
    assert actions == [(f"invite {kind} bea", "ann"), (f"accept invitation of {kind} bea", "bea")]


def test_declining_gives_nothing_and_is_respected(client, project, bea):
    invitation = invite(project, bea)
    client.force_login(bea)
    client.post(f"/manage/invitations/{invitation.pk}/decline/")
    assert roles(project) == {"ann": "owner"}
    assert "No invitations" in client.get("/manage/invitations/").content.decode()
    with pytest.raises(InvitationRefused, match="declined"):
        invite(project, bea)


def test_an_invitation_expires_and_can_be_sent_again(client, project, bea):
    with time_machine.travel(timezone.now() - timedelta(days=8)):
        invitation = invite(project, bea)
    client.force_login(bea)
    answer = client.post(f"/manage/invitations/{invitation.pk}/accept/", follow=True)
    assert "has expired" in answer.content.decode()
    client.force_login(project.roles.get().user)
    assert "expired" in client.get(URL).content.decode()
    client.post(f"{URL}invitation/{invitation.pk}/resend/")
    client.force_login(bea)
    client.post(f"/manage/invitations/{invitation.pk}/accept/")
    assert roles(project)["bea"] == "maintainer"


def test_a_revoked_invitation_gives_nothing(client, project, bea):
    invitation = invite(project, bea)
    client.post(f"{URL}invitation/{invitation.pk}/revoke/")
    client.force_login(bea)
    answer = client.post(f"/manage/invitations/{invitation.pk}/accept/", follow=True)
    assert "no longer open" in answer.content.decode()
    assert roles(project) == {"ann": "owner"}


def test_somebody_else_s_invitation_is_not_found(client, project, bea):
    invitation = invite(project, bea)
    for act in ("accept", "decline"):
        assert client.post(f"/manage/invitations/{invitation.pk}/{act}/").status_code == 404
    other = make_project("others", owner=bea)
    for act in ("resend", "revoke"):
        assert (
            client.post(f"{URL}invitation/{invite(other, make_user(), actor=bea).pk}/{act}/").status_code
            == 404
        )


def test_mails_to_one_person_are_bounded_however_they_are_caused(client, project, bea):
    invitation = invite(project, bea)
    for _ in range(5):
        page = client.post(f"{URL}invitation/{invitation.pk}/resend/", follow=True).content.decode()
    invitation.refresh_from_db()
    assert invitation.times_sent == invitations.MAILS_TO_ONE_PERSON_A_DAY
    assert "send this one tomorrow" in page
    invitations.revoke(invitation=invitation, actor=project.roles.get().user, now=timezone.now())
    with pytest.raises(InvitationRefused, match="Too many"):
        invite(project, bea)


def test_mails_of_one_owner_are_bounded(project):
    for _ in range(invitations.MAILS_A_DAY):
        invite(project, make_user())
    with pytest.raises(InvitationRefused, match="Too many"):
        invite(project, make_user())


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"user": "nobody", "kind": "owner"}, "Nobody here has this user name"),
        ({"user": "bea", "kind": "transfer"}, "not one of the available choices"),
        ({"user": "ann", "kind": "owner"}, "ann is owner of tides already"),
        ({"user": "una", "kind": "owner"}, "una has no verified e-mail address"),
        ({"user": "ina", "kind": "owner"}, "Nobody here has this user name"),
        ({"user": "", "kind": ""}, "This field is required"),
    ],
)
def test_who_cannot_be_invited_is_told_in_a_sentence(client, project, bea, data, sentence):
    make_user("una", is_verified=False)
    make_user("ina", is_active=False)
    answer = client.post(f"{URL}invite/", data)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Invitation.objects.exists()


def test_nobody_is_invited_twice_at_a_time(client, project, bea):
    invite(project, bea)
    answer = client.post(f"{URL}invite/", {"user": "bea", "kind": "owner"})
    assert "bea is invited already" in answer.content.decode()


def test_the_last_owner_stays(client, project, bea):
    make_role(project, bea)
    make_role(project, make_user("ina", is_active=False), "owner")
    for path, data in [("leave/", {}), ("ann/role/", {"kind": "maintainer"}), ("ann/remove/", {})]:
        answer = client.post(f"{URL}{path}", data, follow=True)
        assert "ann is the last owner of tides" in answer.content.decode()
    assert roles(project)["ann"] == "owner"


def test_removing_an_owner_tells_all_owners_the_removed_one_too(
    client, project, bea, django_capture_on_commit_callbacks
):
    make_role(project, bea, "owner")
    make_role(project, make_user("mia"))
    assert "Remove bea from" in client.get(f"{URL}bea/remove/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{URL}bea/remove/")
    assert roles(project) == {"ann": "owner", "mia": "maintainer"}
    assert {message.to[0] for message in delivered()} == {"ann@example.com", "bea@example.com"}
    assert "ann removed bea from tides." in delivered()[0].body
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.actor, entry.address) == ("remove owner bea", "ann", "127.0.0.1")


def test_what_a_removed_owner_offered_is_worth_nothing(client, project, bea):
    make_role(project, bea, "owner")
    cleo = make_user("cleo")
    invitation = invite(project, cleo, Invitation.Kind.OWNER, actor=bea)
    client.post(f"{URL}bea/remove/")
    with pytest.raises(InvitationRefused):
        invitations.accept(invitation=invitation, now=timezone.now())
    assert "cleo" not in roles(project)


def test_after_a_handover_what_the_former_owner_offered_is_worth_nothing(project, bea):
    invitation = invite(project, make_user("cleo"), Invitation.Kind.OWNER)
    handover = invite(project, bea, Invitation.Kind.TRANSFER)
    invitations.accept(invitation=handover, now=timezone.now())
    with pytest.raises(InvitationRefused):
        invitations.accept(invitation=invitation, now=timezone.now())
    assert roles(project) == {"ann": "maintainer", "bea": "owner"}


def test_roles_change_with_an_entry_and_a_mail(client, project, bea, django_capture_on_commit_callbacks):
    make_role(project, bea)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{URL}bea/role/", {"kind": "owner"})
    assert roles(project)["bea"] == "owner"
    assert JournalEntry.objects.get().action == "change bea to owner"
    assert len(delivered()) == 2
    client.post(f"{URL}bea/role/", {"kind": "emperor"})
    assert roles(project)["bea"] == "owner"


def test_a_maintainer_leaves(client, project, bea):
    make_role(project, bea)
    client.force_login(bea)
    assert "Leave" in client.get(f"{URL}leave/").content.decode()
    answer = client.post(f"{URL}leave/", follow=True)
    assert "You have left tides." in answer.content.decode()
    assert roles(project) == {"ann": "owner"}
    assert client.get(URL).status_code == 404


def test_mail_goes_to_verified_addresses_only(client, project, bea, django_capture_on_commit_callbacks):
    make_role(project, bea, "owner")
    EmailAddress.objects.filter(user=bea).update(verified=False)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{URL}bea/role/", {"kind": "maintainer"})
    assert [message.to for message in delivered()] == [["ann@example.com"]]


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_down_does_not_undo_the_change(client, project, bea, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    make_role(project, bea)
    answer = client.post(f"{URL}bea/role/", {"kind": "owner"}, follow=True)
    assert "bea is owner now." in answer.content.decode()
    assert roles(project)["bea"] == "owner"


def test_nobody_accepts_for_a_project_that_is_gone(project, bea):
    invitation = invite(project, bea)
    project.removed_at = timezone.now()
    project.save()
    with pytest.raises(InvitationRefused):
        invitations.accept(invitation=invitation, now=timezone.now())


def test_the_page_costs_the_same_number_of_queries_at_any_size(client, project, django_assert_num_queries):
    for _ in range(10):
        make_role(project, make_user())
        invite(project, make_user())
    with django_assert_num_queries(11):
        client.get(URL)


def at_once(*acts):
    """Run them in threads that start together; what each returned or raised."""
    gate, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        gate.wait()
        try:
            outcomes.append(act())
        except (InvitationRefused, RoleRefused) as exc:
            outcomes.append(exc)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_at_once_give_one_role_and_one_entry(project, bea):
    invitation = invite(project, bea)
    accept = partial(invitations.accept, invitation=invitation, now=timezone.now())
    outcomes = at_once(accept, accept)
    assert {type(outcome) for outcome in outcomes} == {Role, InvitationRefused}
    assert JournalEntry.objects.filter(action__startswith="accept").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_owners_that_remove_each_other_at_once_leave_one(project, bea):
    ann = project.roles.get().user
    make_role(project, bea, "owner")
    remove = collaboration.remove_collaborator
    outcomes = at_once(
        lambda: remove(project=project, user=bea, actor=ann, now=timezone.now()),
        lambda: remove(project=project, user=ann, actor=bea, now=timezone.now()),
    )
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [RoleRefused]
    assert list(roles(project).values()) == ["owner"]
