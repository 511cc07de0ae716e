"""Webhooks, told to a server on this machine."""

import base64
import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.management import call_command
from django.utils import timezone

from moderation.models import Webhook, WebhookDelivery
from moderation.webhooks import delivery, signing, verbs
from tests.factories import make_case, make_user

pytestmark = pytest.mark.django_db


class Receiver(HTTPServer):
    """Keeps what it is sent, and answers with `status`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 204
        self.got = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hook"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("location", self.server.url)
        self.end_headers()

    def log_message(self, *args):
        """Quiet."""


@pytest.fixture
def receiver():
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def add(url, *events):
    return verbs.add(url=url, wanted=events, actor="ada", now=timezone.now())


def flip():
    call_command("flag", "set", "read-only", "on", "--reason", "a wave")


def deliver(*, after=timedelta()):
    return delivery.deliver_due(now=timezone.now() + after)


def test_a_switch_is_told_and_its_signature_is_right(receiver):
    hook = add(receiver.url, "switch.changed")
    flip()
    assert deliver() == 1
    ((headers, body),) = receiver.got
    told = json.loads(body)
    assert (told["type"], told["data"]["subject"], told["data"]["reason"]) == (
        "switch.changed",
        "read-only",
        "a wave",
    )
    key = base64.b64decode(signing.secret_of(hook).removeprefix("whsec_"))
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.{body}".encode()
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["Webhook-Signature"] == f"v1,{expected}"
    assert abs(int(headers["Webhook-Timestamp"]) - timezone.now().timestamp()) < 10


def test_a_case_that_opens_and_a_hold_are_told(receiver, settings):
    settings.HOLD_ABOVE = 0.9
    add(receiver.url, "case.opened", "hold.set")
    make_case("films", 0.95, owner=make_user())
    deliver()
    told = [json.loads(body) for _, body in receiver.got]
    assert {row["type"] for row in told} == {"case.opened", "hold.set"}
    assert {row["data"]["project"] for row in told} == {"films"}


def test_what_nobody_asked_for_is_not_told(receiver):
    add(receiver.url, "purge.changed")
    flip()
    assert not WebhookDelivery.objects.exists()


def test_it_is_told_once_however_often_the_task_runs(receiver):
    add(receiver.url, "switch.changed")
    flip()
    assert [deliver(), deliver(), deliver(after=timedelta(days=1))] == [1, 0, 0]
    assert len(receiver.got) == 1


@pytest.mark.parametrize("status", [500, 404, 302])
def test_what_failed_is_tried_again_later_under_the_same_id(receiver, status):
    add(receiver.url, "switch.changed")
    flip()
    receiver.status = status
    assert deliver() == 0
    assert deliver() == 0, "it waits first"
    receiver.status = 204
    assert deliver(after=timedelta(seconds=10)) == 1
    assert len({headers["Webhook-Id"] for headers, _ in receiver.got}) == 1
    assert len(receiver.got) == 2, "a redirect is not followed"


def test_after_a_day_it_is_given_up_and_sent_again_when_somebody_asks(receiver):
    add(receiver.url, "switch.changed")
    flip()
    receiver.status = 500
    for _ in range(len(delivery.WAITS) + 1):
        WebhookDelivery.objects.update(due_at=timezone.now())
        deliver()
    row = WebhookDelivery.objects.get()
    assert (row.due_at, row.delivered_at, row.answer) == (None, None, "500 Internal Server Error")
    assert timedelta(hours=20) < sum(delivery.WAITS, timedelta()) < timedelta(days=2)
    receiver.status = 200
    delivery.send_again(row, now=timezone.now())
    assert deliver() == 1


def test_a_webhook_that_is_down_keeps_no_other_waiting(receiver):
    down = Receiver()
    down.server_close()
    add(down.url, "switch.changed")
    add(receiver.url, "switch.changed")
    for _ in range(3):
        flip()
    deliver()
    assert len(receiver.got) == 3
    assert WebhookDelivery.objects.filter(webhook__url=down.url, attempts=1).count() == 1


def test_a_worker_that_died_while_sending_is_taken_over(receiver):
    add(receiver.url, "switch.changed")
    flip()
    WebhookDelivery.objects.update(due_at=timezone.now() + delivery.CLAIMED_FOR, attempts=1)
    assert deliver() == 0
    WebhookDelivery.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert deliver() == 1


def test_a_paused_webhook_hears_nothing_of_what_happens_meanwhile(receiver):
    hook = add(receiver.url, "switch.changed")
    verbs.pause(hook=hook, actor="ada", now=timezone.now())
    flip()
    verbs.resume(hook=hook, actor="ada", now=timezone.now())
    flip()
    assert deliver() == 1


def test_a_new_secret_signs_otherwise():
    hook = add("https://bot.example/", "switch.changed")
    before = signing.secret_of(hook)
    verbs.renew_secret(hook=hook, actor="ada", now=timezone.now())
    assert signing.secret_of(Webhook.objects.get()) != before


def test_settled_messages_are_forgotten_after_a_month():
    hook = add("https://bot.example/", "switch.changed")
    old = timezone.now() - timedelta(days=31)
    for due_at in (None, timezone.now()):
        WebhookDelivery.objects.create(webhook=hook, event="test", body="{}", created_at=old, due_at=due_at)
    delivery.forget_settled(now=timezone.now())
    assert WebhookDelivery.objects.get().due_at is not None


def test_the_pages_add_one_show_its_secret_and_send_a_test(client, receiver):
    client.force_login(make_user("ada", is_staff=True))
    client.post("/moderation/webhooks/", {"url": receiver.url, "events": ["hold.set"]})
    hook = Webhook.objects.get()
    client.post(f"/moderation/webhooks/{hook.pk}/test/")
    assert deliver() == 1
    html = client.get(f"/moderation/webhooks/{hook.pk}/", follow=True).content.decode()
    assert ("arrived" in html) or ("Confirm" in html)


@pytest.mark.parametrize(
    "url", ["ftp://bot.example/", "javascript:alert(1)", "bot", "", "file:///etc/passwd"]
)
def test_what_is_no_web_address_is_refused(client, url):
    client.force_login(make_user("ada", is_staff=True))
    answer = client.post("/moderation/webhooks/", {"url": url, "events": ["hold.set"]})
    assert answer.status_code == 400
    assert not Webhook.objects.exists()
