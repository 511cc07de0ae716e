"""The outbox in tests: what a worker would send now."""

import re

from django.core import mail
from django.utils import timezone

from accounts.mails import outbox


def delivered():
    """All mails sent so far, those that wait included, in the order they were written."""
    now = timezone.now()
    outbox.deliver(outbox.due(now).order_by("id"), now=now)
    return mail.outbox


def link_in(message):
    """The path of the link that a mail holds."""
    return re.search(r"https?://[^/\s]+(/\S+)", message.body)[1]
