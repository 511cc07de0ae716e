"""Work of accounts that no request waits for."""

import logging

from celery import shared_task
from django.utils import timezone

from accounts.api_tokens import api_tokens
from accounts.history import events
from accounts.logging_in import devices, limits, sessions
from accounts.mails import outbox
from accounts.models import Mail

logger = logging.getLogger(__name__)

BATCH = 200


@shared_task(time_limit=90)
def send_mail(mail_id: int, **_newer: object) -> None:
    """Send one mail that waits. Running it twice sends nothing twice."""
    now = timezone.now()
    if not outbox.is_behind(now):
        outbox.deliver(Mail.objects.filter(pk=mail_id), now=now)


@shared_task(time_limit=90)
def send_due_mails(**_newer: object) -> None:
    """Send what lost messages, dead workers and silent mail servers left waiting."""
    now = timezone.now()
    if count := outbox.deliver(outbox.due(now)[:BATCH], now=now):
        logger.info("sent %s mails that had waited", count)


@shared_task
def forget(**_newer: object) -> None:
    """Delete what is kept for a while only."""
    now = timezone.now()
    outbox.forget(now=now)
    limits.forget(now=now)
    devices.forget(now=now)
    api_tokens.forget_addresses(now=now)
    sessions.forget(now=now)
    events.forget(now=now)
