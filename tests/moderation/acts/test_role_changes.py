"""Roles given, changed and taken away: on the page of an account, and by `manage.py user role`."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from moderation.acts import roles
from moderation.models import AuditEntry
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def change(client, username, role):
    return client.post(f"/moderation/users/{username}/role/", {"role": role, "reason": "a new season"})


def command(*arguments):
    call_command("user", "role", *arguments, "--reason", "a new season")


def test_a_role_is_given_changed_and_taken_away_each_with_before_and_after(client, ada, ann):
    for role in (*User.Role.values, roles.NONE):
        assert change(client, "ann", role).status_code == 302
        ann.refresh_from_db()
        assert roles.given_role(ann) == role
    assert [
        (entry.actor, entry.action, entry.subject, entry.reason, entry.before["role"], entry.after["role"])
        for entry in AuditEntry.objects.order_by("id")
    ] == [
        ("ada", "set role", "ann", "a new season", before, after)
        for before, after in [
            ("none", "moderator"),
            ("moderator", "admin"),
            ("admin", "auditor"),
            ("auditor", "none"),
        ]
    ]
    assert "changed the role of ann" in client.get("/moderation/users/ann/").content.decode()


def test_a_session_of_who_is_demoted_loses_its_rights_with_the_next_request(client, ada):
    make_user("mia", is_staff=True, role=User.Role.MODERATOR)
    theirs = Client()
    theirs.force_login(User.objects.get(username="mia"))
    assert theirs.get("/moderation/").status_code == 200
    change(client, "mia", "none")
    assert theirs.get("/moderation/").status_code == 403
    assert theirs.get("/manage/projects/").status_code == 200


def test_a_superuser_who_becomes_less_is_none_any_more(client, ada):
    make_user("eva", is_staff=True)
    change(client, "eva", "moderator")
    eva = User.objects.get(username="eva")
    assert (eva.is_superuser, eva.is_staff, eva.role) == (False, True, "moderator")


def test_nobody_changes_their_own_role(client, ada):
    make_user("eva", is_staff=True)
    answer = change(client, "ada", "auditor")
    assert answer.status_code == 400
    assert "your own account" in answer.content.decode()
    assert not AuditEntry.objects.exists()


def test_the_same_role_again_is_no_change(client, ada, ann):
    assert "has that role already" in change(client, "ann", "none").content.decode()
    assert not AuditEntry.objects.exists()


def test_the_last_admin_stays(ada):
    make_user("frozen", is_staff=True, is_active=False)
    with pytest.raises(CommandError, match="ada is the last admin"):
        command("ada", "none")
    make_user("eva", is_staff=True, role=User.Role.ADMIN)
    command("ada", "moderator")
    ada.refresh_from_db()
    assert roles.given_role(ada) == "moderator"
    with pytest.raises(CommandError, match="eva is the last admin"):
        command("eva", "auditor")


def test_the_command_gives_a_role_and_says_so(ann, capsys):
    command("ANN", "moderator")
    assert capsys.readouterr().out == "ann is now a moderator.\n"
    command("ann", "none")
    assert capsys.readouterr().out == "ann is now an account.\n"
    assert AuditEntry.objects.first().actor == "command line"


@pytest.mark.parametrize("arguments", [("nobody", "admin"), ("ann", "king"), ("ann", "none")])
def test_the_command_refuses_in_one_sentence(ann, arguments):
    with pytest.raises(CommandError):
        command(*arguments)
    assert not AuditEntry.objects.exists()


def test_an_account_made_with_a_role_is_in_the_audit():
    options = ("--email", "mia@example.com", "--password", "a long and quiet evening")
    call_command("user", "create", "mia", *options, "--role", "moderator")
    call_command(
        "user", "create", "bob", "--email", "bob@example.com", "--password", "a long and quiet evening"
    )
    assert [(entry.subject, entry.after) for entry in AuditEntry.objects.all()] == [
        ("mia", {"role": "moderator"})
    ]
