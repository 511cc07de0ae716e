"""`/_/oidc/`: how a build gets an API token for its identity token, as publish clients ask for it."""

import json

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from accounts.hooks import Refusal
from accounts.refusals import with_retry_after
from index.trusted_publishing import identity_tokens, publishers
from index.trusted_publishing.identity_tokens import TokenRefused

MAX_BODY_BYTES = identity_tokens.MAX_CHARACTERS + 1024


@require_safe
def audience(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"audience": settings.OIDC_AUDIENCE})


@csrf_exempt  # the token in the body alone counts, never a session: there is nothing to forge
@require_POST
@never_cache
@sensitive_variables("text")
def mint_token(request: HttpRequest) -> JsonResponse:
    if not ratelimit.consume(request, action="mint_token"):
        return _refused(
            Refusal("rate-limited", "Too many requests from this address; wait a minute.", 429, "", 60)
        )
    try:
        text, expires_at = publishers.mint(identity_token=_token_in(request), now=timezone.now())
    except TokenRefused as exc:
        return _refused(exc.refusal)
    return JsonResponse({"success": True, "token": text, "expires": int(expires_at.timestamp())})


@csrf_exempt  # likewise
@require_POST
def burn_token(request: HttpRequest) -> HttpResponse:
    """The same answer whether or not the token was ever one: it tells nothing."""
    try:
        publishers.burn(text=_token_in(request), now=timezone.now())
    except TokenRefused as exc:
        return _refused(exc.refusal)
    return HttpResponse(status=202)


def _token_in(request: HttpRequest) -> str:
    body = request.read(MAX_BODY_BYTES)  # the rest is no token, and is not read
    try:
        token = json.loads(body)["token"]
        token.encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exc:
        raise TokenRefused("invalid-payload", 'Send a JSON object {"token": "…"} with the token.') from exc
    return token


def _refused(refusal: Refusal) -> JsonResponse:
    """The form in which the public index refuses, which clients print."""
    error = {"code": refusal.code, "description": refusal.sentence}
    response = JsonResponse({"message": "Token request failed", "errors": [error]}, status=refusal.status)
    return with_retry_after(response, refusal)
