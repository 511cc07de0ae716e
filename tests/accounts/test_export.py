"""`/account/export/`: all data of an account, and nothing of anybody else's, nor a secret."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.utils import timezone

from accounts.api_tokens import tokens
from accounts.history import events
from accounts.mails import outbox
from accounts.models import AccountEvent
from index import invitations
from index.models import Invitation, JournalEntry
from moderation.reporting import reports
from tests.factories import NOW, PASSWORD, make_project, make_role, make_token, make_user
from tests.mails import delivered

pytestmark = pytest.mark.django_db

PAGE = "/account/export/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def ann(client):
    user = make_user("ann")
    client.post("/account/login/", {"login": "ann", "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return user


def exported(client):
    answer = client.post(PAGE)
    assert (answer.status_code, answer.streaming) == (200, True)
    text = b"".join(answer.streaming_content).decode()
    return json.loads(text), text


def test_a_stranger_is_asked_to_log_in(client):
    for answer in (client.get(PAGE), client.post(PAGE)):
        assert answer["Location"] == f"/account/login/?next={PAGE}"


def test_the_password_is_asked_again_first(client):
    make_user("ann")
    client.post("/account/login/", {"login": "ann", "password": PASSWORD})
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert client.get(PAGE).status_code == 200
        answer = client.post(PAGE)
        assert answer["Location"].startswith("/account/reauthenticate/")
        answer = client.post(answer["Location"], {"password": PASSWORD, "next": PAGE})
        assert json.loads(b"".join(answer.streaming_content))["username"] == "ann"


def test_everything_is_in_it(client, ann):
    bob = make_user("bob")
    totp.TOTP.activate(ann, SECRET)
    make_token(ann, make_project("tides", owner=ann))
    make_role(make_project("ebbs", owner=bob), ann)
    invitations.invite(
        project=make_project("moons", owner=bob),
        user=ann,
        kind=Invitation.Kind.MAINTAINER,
        actor=bob,
        now=timezone.now(),
    )
    reports.file_report(
        reporter=ann, project=make_project("spam"), category="spam", text="looks bad", link="", now=NOW
    )
    project = make_project("seas", owner=ann)
    JournalEntry.objects.create(project=project, action="create", actor="ann", address="192.0.2.7", at=NOW)
    data, _ = exported(client)
    assert data["profile"][0]["username"] == "ann"
    assert data["addresses"][0]["email"] == "ann@example.com"
    assert data["second_factors"][0]["type"] == "totp"
    assert data["api_tokens"][0]["description"] == "for tests"
    assert data["api_tokens_for_one_project"][0]["name"] == "tides"
    assert data["sessions"][0]["ip"] == "127.0.0.1"
    assert len(data["browsers"]) == 1
    assert "Logged in with password" in [event["sentence"] for event in data["security_history"]]
    assert "email/new_device" in [mail["kind"] for mail in data["mails"]]
    assert {(role["name"], role["kind"]) for role in data["projects"]} == {
        ("tides", "owner"),
        ("ebbs", "maintainer"),
        ("seas", "owner"),
    }
    assert data["invitations"][0]["inviter"] == "bob"
    assert data["reports"][0]["text"] == "looks bad"
    assert [(act["name"], act["address"]) for act in data["acts"]] == [("seas", "192.0.2.7")]
    assert data["appeals"] == data["decisions"] == data["deletion"] == []


def test_no_secret_is_in_it(client, ann):
    totp.TOTP.activate(ann, SECRET)
    _, text = make_token(ann)
    _, told = exported(client)
    (factor,) = Authenticator.objects.filter(type="totp")
    secrets = [text, tokens.digest(text), SECRET, factor.data["secret"], ann.password]
    assert [secret for secret in secrets if secret in told] == []
    assert client.session.session_key not in told


def test_nothing_of_others_is_in_it_nor_mails_to_an_address_that_is_not_verified(client, ann):
    bob = make_user("bob")
    make_token(bob, make_project("his-own", owner=bob))
    outbox.put(recipient="bob@example.com", kind="email/x", subject="for bob", text="x", now=timezone.now())
    EmailAddress.objects.create(user=ann, email="bob@example.com", verified=False)
    _, told = exported(client)
    assert "his-own" not in told
    assert "for bob" not in told


def test_it_is_told_in_the_history_and_by_mail(client, ann):
    exported(client)
    assert AccountEvent.objects.filter(user=ann, kind="data_exported").count() == 1
    assert "your data was downloaded" in delivered()[-1].subject


def test_after_three_within_a_day_it_waits(client, ann):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(3):
            exported(client)
            clock.shift(60)
        answer = client.post(PAGE)
        assert (answer.status_code, answer["Retry-After"]) == (429, str(24 * 3600 - 180 + 1))
        assert "downloaded 3 times within a day" in answer.content.decode()


def test_it_is_written_piece_by_piece_in_few_queries(client, ann, django_assert_max_num_queries):
    for _ in range(1500):
        events.record(user=ann, kind=events.Kind.LOGGED_OUT, now=NOW)
    answer = client.post(PAGE)
    with django_assert_max_num_queries(30):
        pieces = list(answer.streaming_content)
    assert len(pieces) > 1500
    assert max(map(len, pieces)) < 2000


def test_the_file_has_a_name(client, ann):
    assert re.search(r'filename="ann-\d{4}-\d\d-\d\d\.json"', client.post(PAGE)["Content-Disposition"])
