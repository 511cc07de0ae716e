"""Incidents by the JSON API."""

import pytest
from django.utils import timezone

from moderation.api.scopes import Scope
from moderation.models import Incident
from moderation.webhooks import verbs
from moderation.webhooks.events import Event
from moderation.webhooks.models import WebhookDelivery
from tests.factories import make_user
from tests.moderation.api.asking import ask, token_of

pytestmark = pytest.mark.django_db

PATH = "/moderation/api/incidents/"
WANTED = {
    "title": "Spam on the index",
    "sentence": "Installing works as usual.",
    "impact": "minor",
    "state": "investigating",
    "text": "We are being **spammed**.",
}


@pytest.fixture
def token():
    return token_of(make_user("ada", is_staff=True), Scope.READ, Scope.INCIDENTS)


def test_an_incident_is_opened_told_of_and_resolved(client, token):
    opened = ask(client, "POST", PATH, body=WANTED, token=token)
    assert opened.status_code == 201
    entries = f"{PATH}{opened.json()['id']}/entries/"
    assert "Installing works as usual." in client.get("/").content.decode()
    body = {"state": "resolved", "text": "It is over.", "is_signed": True}
    assert ask(client, "POST", entries, body=body, token=token).json()["signature"] == "ada"
    assert ask(client, "GET", PATH, token=token).json()[0]["state"] == "resolved"
    told = ask(client, "GET", entries, token=token).json()
    assert [entry["state"] for entry in told] == ["resolved", "investigating"]
    assert "Installing works as usual." not in client.get("/").content.decode()


def test_a_draft_is_no_page(client, token):
    ask(client, "POST", PATH, body=WANTED | {"is_public": False}, token=token)
    assert client.get(f"/status/{Incident.objects.get().pk}/").status_code == 404


@pytest.mark.parametrize(
    ("started_at", "status"),
    [
        ("2026-02-17T19:22:00", 201),
        ("2026-02-17T19:22:00+05:00", 201),
        ("9999-01-01T00:00:00Z", 409),
        ("0001-01-01T00:00:00+14:00", 422),
        ("soon", 422),
    ],
)
def test_when_it_began_may_be_said(client, token, started_at, status):
    answer = ask(client, "POST", PATH, body=WANTED | {"started_at": started_at}, token=token)
    assert answer.status_code == status
    assert Incident.objects.exists() == (status == 201)


def test_a_webhook_hears_of_what_is_public_and_of_no_draft(client, token):
    verbs.add(url="https://bot.example/", wanted=[Event.INCIDENT], actor="ada", now=timezone.now())
    ask(client, "POST", PATH, body=WANTED | {"is_public": False}, token=token)
    assert not WebhookDelivery.objects.exists()
    ask(client, "POST", PATH, body=WANTED, token=token)
    assert '"state": "investigating"' in WebhookDelivery.objects.get().body
