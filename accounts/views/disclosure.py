"""`/_/secrets/disclose-token`: where secret scanners, and anybody, report a token that they found in public."""

import logging
from collections.abc import Collection, Sequence

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from accounts.api_tokens import disclosures, found_tokens, tokens
from accounts.api_tokens.found_tokens import FoundToken, ReportRefused

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 2 * 2**20
# Code hosts that sign differ in the names of their headers alone.
HOSTS = ("Github", "Gitlab")


@csrf_exempt  # never a session: the tokens in the body alone count
@require_POST
@never_cache
@sensitive_variables("body", "found")
def disclose_token(request: HttpRequest) -> HttpResponse:
    """Revoke the tokens of a report. Only who signs it hears which of them were ours."""
    try:
        body = _body_of(request)
        signer = _signer_of(request, body)
        if not signer and not ratelimit.consume(request, action="disclose_token"):
            raise ReportRefused("Too many reports from this address; wait a minute.", 429)  # noqa: TRY301
        most = found_tokens.MOST_SIGNED if signer else found_tokens.MOST_UNSIGNED
        found = found_tokens.parse(body, most=most)
    except ReportRefused as exc:
        return _refused(exc)
    ours = disclosures.end_found(found=found, scanner=signer, now=timezone.now())
    if not signer:
        return HttpResponse(status=204)
    return JsonResponse(_labels(found, ours), safe=False)


def _body_of(request: HttpRequest) -> bytes:
    body = request.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise ReportRefused(f"The report is larger than {MAX_BODY_BYTES // 2**20} MiB; send several.", 413)
    return body


def _signer_of(request: HttpRequest, body: bytes) -> str:
    """The name of the host that signed; empty where none did whose key is known here.

    A key that is not known may be a new one of a host whose report counts all the same: its tokens prove themselves.

    :raises ReportRefused: for a signature that is not by the key it names.
    """
    for host in HOSTS:
        identifier = request.headers.get(f"{host}-Public-Key-Identifier", "")
        if not identifier:
            continue
        key = settings.SECRET_SCANNER_KEYS.get(identifier)
        if key is None:
            logger.warning("a report is signed by a key that SECRET_SCANNER_KEYS lacks: %.100r", identifier)
            return ""
        signature = request.headers.get(f"{host}-Public-Key-Signature", "")
        if not found_tokens.is_signed(body, signature=signature, key=key):
            raise ReportRefused("The signature is not by the key that the request names.", 403)
        return host
    return ""


def _labels(found: Sequence[FoundToken], ours: Collection[str]) -> list[dict[str, str]]:
    """As code hosts take it back; hashed, so that no log between us shows a token once more."""
    return [
        {
            "token_hash": tokens.digest(each.token),
            "token_type": each.type,
            "label": "true_positive" if each.token in ours else "false_positive",
        }
        for each in found
    ]


def _refused(exc: ReportRefused) -> JsonResponse:
    response = JsonResponse({"error": str(exc)}, status=exc.status)
    if exc.status == 429:  # noqa: PLR2004
        response["Retry-After"] = "60"
    return response
