"""`/_/mail/bounced`: what sends the mails of this index tells which addresses do not take them."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts import webhook_signing
from accounts.mails import bounces

MAX_BODY_BYTES = 64 * 1024
TYPE = "email.bounced"
FORM = f'Send {{"type": "{TYPE}", "data": {{"address": "…", "kind": "hard" or "soft", "reason": "…"}}}}.'


class BadMessage(Exception):  # noqa: N818 - named after what happened
    """The body is nothing that can be understood."""


@csrf_exempt  # the signature alone counts, never a session: there is nothing to forge
@require_POST
@never_cache
def mail_bounced(request: HttpRequest) -> HttpResponse:
    """204 for every message that is understood, whether or not any account has the address: it tells nothing."""
    if not settings.BOUNCE_WEBHOOK_KEY:
        return _refused(404, "No BOUNCE_WEBHOOK_SECRET is set, so nothing is taken here.")
    body, now = request.read(MAX_BODY_BYTES + 1), timezone.now()
    if len(body) > MAX_BODY_BYTES:
        return _refused(413, f"A message has at most {MAX_BODY_BYTES} bytes.")
    if not webhook_signing.is_signed(
        settings.BOUNCE_WEBHOOK_KEY, headers=request.headers, body=body, now=now
    ):
        return _refused(
            401, "The signature is wrong, or older than five minutes; sign with the secret as set."
        )
    try:
        hard = _hard_bounce(body)
    except BadMessage:
        return _refused(400, FORM)
    if hard:
        address, reason = hard
        bounces.unverify(email=address, reason=reason, now=now)
    return HttpResponse(status=204)


def _hard_bounce(body: bytes) -> tuple[str, str] | None:
    """The address and why; None for what says nothing for good: soft bounces, other types.

    :raises BadMessage: for what has not the form.
    """
    try:
        message = json.loads(body)
        if message["type"] != TYPE:
            return None
        data = message["data"]
        address, kind, reason = data["address"], data["kind"], data.get("reason", "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exc:
        raise BadMessage from exc
    if not isinstance(address, str) or not isinstance(reason, str) or kind not in ("hard", "soft"):
        raise BadMessage
    return (_clean(address), _clean(reason)) if kind == "hard" else None


def _clean(text: str) -> str:
    """What every database holds: neither a NUL nor half of a character."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _refused(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"message": sentence}, status=status)
