"""Sending what is due: claimed by one worker, tried again later and later, and given up after a day."""

import http.client
import logging
import urllib.request
from datetime import datetime, timedelta
from urllib.error import HTTPError

from django.db.models import F
from django.utils import timezone

from moderation.webhooks.models import Webhook, WebhookDelivery
from moderation.webhooks.signing import headers_for

BATCH = 100
TIMEOUT_SECONDS = 5
CLAIMED_FOR = timedelta(minutes=2)  # a worker that has not answered by then has died
WAITS = [
    timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600)
]
KEPT_FOR = timedelta(days=30)  # after it is settled

logger = logging.getLogger(__name__)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        """The address that an admin entered hears of it, or nobody does."""


def deliver_due(*, now: datetime) -> int:
    """Try what is due, oldest first; how many arrived.

    At most BATCH for each webhook, and only until it fails: one that is down keeps no other waiting.
    """
    hooks = Webhook.objects.filter(paused_at=None, deliveries__due_at__lte=now).order_by("pk").distinct()
    arrived = 0
    for hook in hooks:
        due = hook.deliveries.filter(due_at__lte=now).order_by("due_at", "id")
        for pk in list(due.values_list("pk", flat=True)[:BATCH]):
            if not _deliver(pk, now=now):
                break
            arrived += 1
    return arrived


def forget_settled(*, now: datetime) -> None:
    WebhookDelivery.objects.filter(due_at=None, created_at__lt=now - KEPT_FOR).delete()


def send_again(delivery: WebhookDelivery, *, now: datetime) -> None:
    """Try once more what was given up, under the same id, by which its receiver knows it."""
    WebhookDelivery.objects.filter(pk=delivery.pk, delivered_at=None).update(due_at=now, attempts=0)


def _deliver(pk: int, *, now: datetime) -> bool:
    claimed = WebhookDelivery.objects.filter(pk=pk, due_at__lte=now).update(
        due_at=now + CLAIMED_FOR, attempts=F("attempts") + 1
    )
    if not claimed:
        return False
    delivery = WebhookDelivery.objects.select_related("webhook").get(pk=pk)
    arrived, answer = _post(delivery, now=now)
    after = timezone.now()
    WebhookDelivery.objects.filter(pk=pk).update(
        due_at=None if arrived else _next(delivery.attempts, after),
        delivered_at=after if arrived else None,
        answer=answer[:200],
    )
    return arrived


def _next(attempts: int, now: datetime) -> datetime | None:
    """When to try after so many failures; None: it is given up."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def _post(delivery: WebhookDelivery, *, now: datetime) -> tuple[bool, str]:
    """Whether it arrived (any 2xx), and what was answered."""
    headers = headers_for(delivery.webhook, message_id=f"msg_{delivery.pk}", body=delivery.body, now=now)
    headers |= {"content-type": "application/json", "user-agent": "Gatehouse"}
    request = urllib.request.Request(  # noqa: S310 - the form takes http and https alone
        delivery.webhook.url, data=delivery.body.encode(), headers=headers, method="POST"
    )
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=TIMEOUT_SECONDS) as answer:
            return True, str(answer.status)
    except HTTPError as exc:
        exc.close()
        return False, f"{exc.code} {exc.reason}"
    except (OSError, http.client.HTTPException, ValueError) as exc:
        logger.info("webhook %s: %s", delivery.webhook, exc)
        return False, str(exc) or type(exc).__name__
