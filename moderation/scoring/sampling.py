"""The blind sample: uploads that nothing flagged, drawn by lot, so that labels are not of suspects alone.

The lot is a keyed hash of the release's id: nobody outside can tell whether theirs is drawn, and drawing twice gives
the same.
"""

import hashlib
import hmac

from django.conf import settings

_SPAN = 2**64
PLACES_UP_TO = 0.25  # where in the queue to learn from samples stand: among scores of 0.25 to 0.75


def is_drawn(release_id: int) -> bool:
    return _lot("draw", release_id) < settings.BLIND_SAMPLE_SHARE


def place(release_id: int) -> float:
    """By lot too, 0 to 0.25: a margin as if it had a score, so that its place says nothing about its own."""
    return _lot("place", release_id) * PLACES_UP_TO


def _lot(what: str, release_id: int) -> float:
    """0 to 1, even."""
    said = f"blind sample: {what} {release_id}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).digest()
    return int.from_bytes(digest[:8]) / _SPAN
