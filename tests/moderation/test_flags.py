"""Kill switches: `/moderation/flags/`, `manage.py flag`, and the banner."""

import xmlrpc.client
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.html import escape

from accounts import durations
from moderation import flags
from moderation.effects import EFFECTS
from moderation.models import AuditEntry, Flag
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db

ID = Flag.Id.NO_NEW_PROJECTS


def turn_on(client, **fields):
    return client.post(
        f"/moderation/flags/{ID}/on/", {"reason": "a wave", "notice": "We rest.", "duration": ""} | fields
    )


def test_flipping_needs_a_reason_keeps_what_was_typed_and_changes_nothing_without(client, ada):
    answer = turn_on(client, reason="")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "This field is required" in page
    assert "We rest." in page
    assert not flags.first_on(ID)


def test_a_flag_is_on_with_the_next_request_and_off_again(client, ada):
    turn_on(client)
    assert "We rest." in client.get("/").content.decode()
    client.post(f"/moderation/flags/{ID}/off/", {"reason": "calm"})
    assert "We rest." not in client.get("/").content.decode()


def test_every_flip_is_audited_with_before_and_after(client, ada):
    turn_on(client, duration="2h")
    client.post(f"/moderation/flags/{ID}/off/", {"reason": "calm"})
    on, off = AuditEntry.objects.order_by("id")
    assert (on.actor, on.action, on.subject, on.reason) == ("ada", "flag on", ID, "a wave")
    assert (on.before["enabled"], on.after["enabled"], off.before["enabled"], off.after["enabled"]) == (
        0,
        1,
        1,
        0,
    )
    assert on.after["expires_at"]


def test_an_expired_flag_is_off_whether_or_not_anything_noticed():
    flags.set_flag(
        id_=ID, enabled=True, actor="ada", reason="r", now=NOW, expires_at=timezone.now() - timedelta(1)
    )
    assert not flags.first_on(ID)
    assert [flag.enabled for flag in flags.overview(timezone.now()) if flag.id == ID] == [False]


def test_all_flags_are_shown_with_what_they_block(client, ada):
    page = client.get("/moderation/flags/").content.decode()
    for id_ in Flag.Id:
        assert id_.value in page
        assert escape(EFFECTS[id_].blocks) in page
        assert escape(EFFECTS[id_].leaves) in page


def test_a_flag_that_does_not_exist_is_404(client, ada):
    assert client.post("/moderation/flags/no-such-flag/on/", {"reason": "r"}).status_code == 404


def test_read_only_refuses_every_change_but_the_way_to_turn_it_off(client, ada):
    flags.set_flag(
        id_=Flag.Id.READ_ONLY, enabled=True, actor="ada", reason="r", notice="Moving house.", now=NOW
    )
    refused = client.post("/manage/account/token/", {"description": "x"})
    assert (refused.status_code, "Moving house." in refused.content.decode()) == (503, True)
    assert client.get("/manage/account/token/").status_code == 200
    client.logout()
    assert (
        client.post("/account/login/", {"login": "ada", "password": "a long and quiet evening"}).status_code
        == 302
    )
    client.post(f"/moderation/flags/{Flag.Id.READ_ONLY}/off/", {"reason": "done"})
    assert not flags.first_on(Flag.Id.READ_ONLY)


def test_mirrors_read_on_while_the_index_is_read_only(client):
    flags.set_flag(id_=Flag.Id.READ_ONLY, enabled=True, actor="ada", reason="r", now=NOW)
    question = xmlrpc.client.dumps((), "changelog_last_serial")
    assert client.post("/pypi", question, content_type="text/xml").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/moderation/", "/moderation/flags/", "/moderation/queue/", "/moderation/model/", "/moderation/audit/"],
)
def test_the_console_is_for_staff(client, path):
    assert client.get(path)["Location"].startswith("/account/login/")
    client.force_login(make_user())
    assert client.get(path).status_code == 403
    client.force_login(make_user(is_staff=True))
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", [f"/moderation/flags/{ID}/on/", "/moderation/model/retrain/"])
def test_nobody_else_changes_anything(client, path):
    client.force_login(make_user())
    assert client.post(path, {"reason": "mine"}).status_code == 403
    assert not flags.first_on(ID)


def test_the_command_does_the_same(capsys):
    call_command("flag", "set", ID, "on", "--reason", "a wave", "--for", "2h")
    flag = flags.first_on(ID)
    assert timedelta(hours=1) < flag.expires_at - timezone.now() <= timedelta(hours=2)
    call_command("flag", "set", ID, "off", "--reason", "calm")
    assert not flags.first_on(ID)
    assert AuditEntry.objects.count() == 2


@pytest.mark.parametrize(
    "arguments", [[ID, "on", "--reason", " "], [ID, "on", "--reason", "r", "--for", "soon"]]
)
def test_the_command_refuses_in_one_sentence(arguments):
    with pytest.raises(CommandError):
        call_command("flag", "set", *arguments)
    assert not flags.first_on(ID)


@pytest.mark.parametrize(("text", "seconds"), [("30m", 1800), ("2h", 7200), ("3 d", 259200)])
def test_durations(text, seconds):
    assert durations.parse(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "0h", "h", "-1h", "1w", "999999h", "1h1m"])
def test_what_is_no_duration(text):
    with pytest.raises(ValueError, match="no duration"):
        durations.parse(text)
