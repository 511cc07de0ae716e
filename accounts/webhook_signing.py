"""Signatures as standardwebhooks.com has them: HMAC-SHA256 over id, time and body, in base 64."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

PREFIX = "whsec_"
TOLERANCE_SECONDS = 300  # how far the sender's clock may be from ours, and how old what is sent may be


def signature(key: bytes, *, message_id: str, timestamp: str, body: bytes) -> str:
    """`v1,` and the signature."""
    signed = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def is_signed(key: bytes, *, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Whether one of the signatures in the headers, which a space parts, is good, and made lately."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 12):  # noqa: PLR2004
        return False
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    good = signature(key, message_id=message_id, timestamp=timestamp, body=body).encode()
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(good, one.encode(errors="replace")) for one in given)
