"""Mail that comes back: the signed webhook, the command, and what the owner sees."""

import base64
import json
import secrets
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import webhook_signing
from accounts.mails import notices
from accounts.models import AccountEvent, Mail, MailBounce
from config.env import env_webhook_key
from tests.factories import PASSWORD, make_user
from tests.mails import delivered, link_in

pytestmark = pytest.mark.django_db

HOOK = "/_/mail/bounced"
KEY = secrets.token_bytes(32)


@pytest.fixture(autouse=True)
def key(settings):
    settings.BOUNCE_WEBHOOK_KEY = KEY


@pytest.fixture
def ann():
    return make_user("ann")


def message(address="ann@example.com", kind="hard", reason="550 no such user", type_="email.bounced"):
    return json.dumps({"type": type_, "data": {"address": address, "kind": kind, "reason": reason}})


def send(client, body, *, key=KEY, late=timedelta(0), **headers):
    body = body if isinstance(body, bytes) else body.encode()
    timestamp = str(int((timezone.now() - late).timestamp()))
    signed = webhook_signing.signature(key, message_id="msg_1", timestamp=timestamp, body=body)
    signature = {"webhook-id": "msg_1", "webhook-timestamp": timestamp, "webhook-signature": signed}
    return client.post(HOOK, body, content_type="application/json", headers=signature | headers)


def state():
    return list(EmailAddress.objects.order_by("id").values()), list(MailBounce.objects.values())


def log_in(client):
    client.post("/account/login/", {"login": "ann", "password": PASSWORD})


def test_a_hard_bounce_unverifies_the_address_and_is_in_the_history(client, ann):
    assert send(client, message("Ann@Example.COM ")).status_code == 204
    assert not EmailAddress.objects.get().verified
    row = AccountEvent.objects.get(user=ann)
    assert (row.kind, row.details, row.address) == ("address_bounced", {"email": "ann@example.com"}, None)


def test_the_owner_is_told_on_the_site_with_what_the_server_said(client, ann):
    send(client, message(reason="550 <b>no</b>"))
    log_in(client)
    for page in ("/manage/account/", "/account/addresses/"):
        text = client.get(page).content.decode()
        assert "Mail to ann@example.com came back" in text
        assert "550 &lt;b&gt;no" in text


def test_nothing_is_sent_there_but_the_link_that_the_owner_asks_for_and_it_makes_all_good(client, ann):
    send(client, message())
    log_in(client)
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": "x" * 3, "password2": "x" * 3})
    password = {"oldpassword": PASSWORD, "password1": "four other words entirely"}
    client.post("/account/password/", password | {"password2": password["password1"]})
    assert delivered() == []
    assert Mail.objects.get().last_error.startswith("mail to this address came back")
    client.post("/account/addresses/", {"action_send": "", "email": "ann@example.com"})
    (mail,) = delivered()
    client.post(link_in(mail))
    assert EmailAddress.objects.get().verified
    assert not MailBounce.objects.exists()
    assert notices.verified_primary_addresses([ann]) == ["ann@example.com"]


def test_another_verified_address_takes_its_place_and_hears_of_it(client, ann):
    EmailAddress.objects.create(user=ann, email="second@example.com", verified=True)
    send(client, message())
    second = EmailAddress.objects.get(email="second@example.com")
    ann.refresh_from_db()
    assert (second.primary, ann.email) == (True, "second@example.com")
    (mail,) = delivered()
    assert (mail.to, "ann@example.com" in mail.body) == (["second@example.com"], True)


def test_saying_it_twice_changes_nothing_more(client, ann):
    send(client, message())
    before = state(), AccountEvent.objects.count(), Mail.objects.count()
    assert send(client, message()).status_code == 204
    assert (state(), AccountEvent.objects.count(), Mail.objects.count()) == before


@pytest.mark.parametrize(
    "body",
    [
        message("nobody@example.com"),
        message("a\0b@example.com"),
        message("\ud800@example.com"),
        message(kind="soft"),
        message(type_="email.delivered"),
        '{"type": "email.opened"}',
    ],
)
def test_what_is_of_no_account_or_not_for_good_changes_nothing_and_answers_the_same(client, ann, body):
    before = state()
    assert send(client, body).status_code == 204
    assert state() == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        "[]",
        "1",
        "{}",
        "[" * 9000,
        '{"type": "email.bounced"}',
        '{"type": "email.bounced", "data": []}',
        '{"type": "email.bounced", "data": {"address": 1, "kind": "hard"}}',
        '{"type": "email.bounced", "data": {"address": "a@b.c", "kind": []}}',
        message(kind="gone"),
        message(reason=None),
    ],
)
def test_what_cannot_be_understood_is_told_the_form(client, body):
    answer = send(client, body)
    assert answer.status_code == 400
    assert '"type": "email.bounced"' in answer.json()["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": b"x" * 32},
        {"late": timedelta(minutes=6)},
        {"late": timedelta(minutes=-6)},
        {"webhook-id": "msg_2"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,é"},
        {"webhook-timestamp": "²"},
        {"webhook-timestamp": "9" * 400},
    ],
)
def test_without_a_good_signature_of_now_nothing_is_believed(client, ann, wrong):
    before = state()
    answer = send(client, message(), **wrong)
    assert answer.status_code == 401
    assert state() == before


def test_one_good_signature_among_several_is_enough(client, ann):
    """So that a secret can be renewed."""
    timestamp = str(int(timezone.now().timestamp()))
    good = webhook_signing.signature(KEY, message_id="msg_1", timestamp=timestamp, body=message().encode())
    headers = {"webhook-signature": f"v1,old {good}", "webhook-timestamp": timestamp}
    assert send(client, message(), **headers).status_code == 204
    assert not EmailAddress.objects.get().verified


def test_a_message_that_is_too_long_is_not_read(client):
    assert send(client, message(reason="x" * 70_000)).status_code == 413


def test_without_a_secret_there_is_nothing_to_talk_to(client, ann, settings):
    settings.BOUNCE_WEBHOOK_KEY = b""
    assert send(client, message(), key=b"").status_code == 404
    assert EmailAddress.objects.get().verified


def test_looking_at_it_does_nothing(client):
    assert client.get(HOOK).status_code == 405


def test_a_private_index_takes_it_without_a_login(client, ann, settings):
    settings.READERS_LOG_IN = True
    assert send(client, message()).status_code == 204


def test_the_command_does_the_same_and_says_what_it_did(ann, capsys):
    for said in ("is not verified any more", "has come back before"):
        call_command("address", "bounced", "Ann@example.com", "--reason", "550 no such user")
        assert said in capsys.readouterr().out
    assert MailBounce.objects.get().reason == "550 no such user"


def test_the_command_refuses_an_address_that_nobody_has(ann):
    with pytest.raises(CommandError, match=r"No account has the address eve@example\.com"):
        call_command("address", "bounced", "eve@example.com")


@pytest.mark.parametrize(
    "secret", ["secret", "whsec_", "whsec_*", "whsec_" + base64.b64encode(b"x" * 23).decode()]
)
def test_a_secret_that_is_none_is_refused_at_the_start(monkeypatch, secret):
    monkeypatch.setenv("BOUNCE_WEBHOOK_SECRET", secret)
    with pytest.raises(ImproperlyConfigured, match="BOUNCE_WEBHOOK_SECRET is not"):
        env_webhook_key("BOUNCE_WEBHOOK_SECRET")


def test_a_secret_is_read_as_others_spell_it(monkeypatch):
    monkeypatch.setenv("BOUNCE_WEBHOOK_SECRET", "whsec_" + base64.b64encode(KEY).decode())
    assert env_webhook_key("BOUNCE_WEBHOOK_SECRET") == KEY
