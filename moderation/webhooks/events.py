"""What can be heard of, and telling it: rows in the transaction of what happened, sent after its commit."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction

from accounts.dispatch import send
from moderation.webhooks.models import Webhook, WebhookDelivery

if TYPE_CHECKING:
    from index.models import Project
    from moderation.models import AuditEntry


class Event(models.TextChoices):
    CASE_OPENED = "case.opened", "A project waits for a person"
    HOLD = "hold.set", "A release is held by the score, a report, a rule or a switch"
    SWITCH = "switch.changed", "A switch was turned on or off"
    PURGE = "purge.changed", "A purge was confirmed, has ended, or was undone"
    VERDICT = "verdict.given", "A moderator judged a project, or undid it"
    ALARM = "alarm.changed", "More comes in than usual, or no longer"
    INCIDENT = "incident.told", "Something was said of an incident, or corrected"
    RULE = "rule.changed", "A rule was put in force, prolonged or switched off, by a person or by itself"
    CAMPAIGN = "campaign.matched", "An upload matches a held campaign, and is held"
    TEST = "test", "Somebody asked for a test"


# Which acts of the audit are told; all that people do is in it.
OF_ACTS = {
    "flag on": Event.SWITCH,
    "flag off": Event.SWITCH,
    "confirm purge": Event.PURGE,
    "agree to purge": Event.PURGE,
    "purge removed": Event.PURGE,
    "stop purge": Event.PURGE,
    "undo purge": Event.PURGE,
    "purge undone": Event.PURGE,
    "hold on a trusted report": Event.HOLD,
    "hold release": Event.HOLD,
    "quarantine": Event.HOLD,
    "start rule": Event.RULE,
    "prolong rule": Event.RULE,
    "end rule": Event.RULE,
    "rule ends itself": Event.RULE,
    "release rule": Event.RULE,
    "verdict": Event.VERDICT,
    "undo verdict": Event.VERDICT,
    "publish incident entry": Event.INCIDENT,
    "correct incident entry": Event.INCIDENT,
}


def tell(event: Event, data: Mapping[str, object], *, now: datetime) -> None:
    """Tell every webhook that asked for `event`. `data` is plain values; call it inside the transaction."""
    for hook in Webhook.objects.filter(paused_at=None):
        if event in hook.events:
            tell_one(hook, event, data, now=now)


def tell_one(hook: Webhook, event: Event, data: Mapping[str, object], *, now: datetime) -> WebhookDelivery:
    body = json.dumps({"type": event, "timestamp": now.isoformat(), "data": dict(data)}, default=str)
    row = WebhookDelivery.objects.create(webhook=hook, event=event, body=body, created_at=now, due_at=now)
    send_soon()
    return row


def tell_of_project(event: Event, project: "Project", *, now: datetime, **more: object) -> None:
    name = project.normalized_name
    tell(event, {"project": name, "page": f"{settings.SITE_URL}/project/{name}/"} | more, now=now)


def tell_of_act(entry: "AuditEntry") -> None:
    """Tell of an act as its audit row has it, where it is one that is told."""
    if event := OF_ACTS.get(entry.action):
        fields = ("actor", "action", "subject", "reason", "before", "after")
        tell(event, {field: getattr(entry, field) for field in fields}, now=entry.at)


def send_soon() -> None:
    from moderation.webhooks.tasks import deliver_due  # it imports the rows' readers, which need no events

    transaction.on_commit(lambda: send(deliver_due), robust=True)
