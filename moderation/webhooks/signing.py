"""Signatures as standardwebhooks.com has them: HMAC-SHA256 over id, time and body.

The secret is derived from SECRET_KEY and the webhook's salt, so that no copy of the database holds one.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from django.conf import settings

from accounts.webhook_signing import PREFIX, signature
from moderation.webhooks.models import Webhook


def new_salt() -> str:
    return secrets.token_hex(16)


def secret_of(webhook: Webhook) -> str:
    """What its receiver checks signatures with: `whsec_` and 32 bytes in base 64."""
    return PREFIX + base64.b64encode(_key(webhook)).decode()


def headers_for(webhook: Webhook, *, message_id: str, body: str, now: datetime) -> dict[str, str]:
    """The three headers of a message."""
    timestamp = str(int(now.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(
            _key(webhook), message_id=message_id, timestamp=timestamp, body=body.encode()
        ),
    }


def _key(webhook: Webhook) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"webhook {webhook.salt}".encode(), hashlib.sha256).digest()
