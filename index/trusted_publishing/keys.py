"""The public keys of issuers of identity tokens: fetched by discovery, and the last good set kept."""

import http.client
import json
import logging
import time
import urllib.request
from datetime import datetime, timedelta
from urllib.error import HTTPError

import jwt
from django.db.models import Q

from index.models import IssuerKeys

ALGORITHMS = ("RS256", "ES256")
FRESH_FOR = timedelta(hours=1)
KEPT_FOR = timedelta(days=1)  # while the issuer does not answer; then a key it withdrew is surely out
REFETCHED_EVERY = timedelta(minutes=1)  # at most, however many tokens name a key that nobody knows
TIMEOUT_SECONDS = 3
MAX_BYTES = 256 * 1024
CHUNK_BYTES = 64 * 1024

logger = logging.getLogger(__name__)


class KeysUnavailable(Exception):  # noqa: N818 - named after what happened
    """The issuer's keys cannot be had now."""


class KeyUnknown(Exception):  # noqa: N818 - named after what happened
    """The issuer has no key of that name."""


class _FetchFailed(Exception):  # noqa: N818 - named after what happened
    """What came is not the key set of this issuer."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        """The issuer's own address answers, or nobody does."""


def key_named(kid: str, *, issuer: str, now: datetime) -> jwt.PyJWK:
    """The key that `issuer` calls `kid`, asked of the issuer where the kept set is old or lacks it.

    :raises KeysUnavailable: where there is no set young enough.
    :raises KeyUnknown: where the set has no such key.
    """
    kept, _ = IssuerKeys.objects.get_or_create(issuer=issuer)
    if not _is_younger(kept, FRESH_FOR, now) or _find(kept, kid) is None:
        _refresh(kept, now)
    if not _is_younger(kept, KEPT_FOR, now):
        raise KeysUnavailable(issuer)
    found = _find(kept, kid)
    if found is None:
        raise KeyUnknown(kid)
    return jwt.PyJWK(found)


def _is_younger(kept: IssuerKeys, age: timedelta, now: datetime) -> bool:
    return kept.fetched_at is not None and now - kept.fetched_at < age


def _find(kept: IssuerKeys, kid: str) -> dict | None:
    return next((key for key in kept.keys if key["kid"] == kid), None)


def _refresh(kept: IssuerKeys, now: datetime) -> None:
    """Fetch the set, unless somebody tried within the minute; a failure leaves the kept set as it is."""
    due = Q(tried_at=None) | Q(tried_at__lte=now - REFETCHED_EVERY)
    if IssuerKeys.objects.filter(due, pk=kept.pk).update(tried_at=now):
        try:
            keys = _fetch(kept.issuer)
        except _FetchFailed as exc:
            logger.warning("No keys from %s: %s", kept.issuer, exc)
        else:
            IssuerKeys.objects.filter(pk=kept.pk).update(keys=keys, fetched_at=now)
    kept.refresh_from_db()


def _fetch(issuer: str) -> list[dict]:
    discovery = _get_json(f"{issuer}/.well-known/openid-configuration")
    if discovery.get("issuer") != issuer:
        raise _FetchFailed("its configuration names another issuer")
    address = discovery.get("jwks_uri")
    # Settings let an issuer be http:// on this very machine alone; then its keys are there too.
    if not isinstance(address, str) or not address.startswith(("https://", f"{issuer}/")):
        raise _FetchFailed("its configuration names no https:// address of keys")
    keys = _get_json(address).get("keys")
    usable = [key for key in keys if _is_usable(key)] if isinstance(keys, list) else []
    if not usable:
        raise _FetchFailed("its set holds no key for RS256 or ES256")
    return usable


def _is_usable(key: object) -> bool:
    if not isinstance(key, dict) or not isinstance(key.get("kid"), str) or key.get("use", "sig") != "sig":
        return False
    try:
        return jwt.PyJWK(key).algorithm_name in ALGORITHMS
    except (jwt.PyJWTError, ValueError, TypeError):
        return False


def _get_json(address: str) -> dict:
    try:
        value = json.loads(_get(address))
    except HTTPError as exc:
        exc.close()
        raise _FetchFailed(f"{address} answers {exc.code}") from exc
    except (OSError, http.client.HTTPException, ValueError, RecursionError) as exc:
        raise _FetchFailed(f"{address}: {exc}") from exc
    if not isinstance(value, dict):
        raise _FetchFailed(f"{address} holds no JSON object")
    return value


def _get(address: str) -> bytes:
    end = time.monotonic() + TIMEOUT_SECONDS
    body = b""
    opener = urllib.request.build_opener(_NoRedirects)
    with opener.open(address, timeout=TIMEOUT_SECONDS) as answer:
        while chunk := answer.read1(CHUNK_BYTES):
            body += chunk
            if len(body) > MAX_BYTES or time.monotonic() > end:
                raise _FetchFailed(f"{address} is too large or too slow")
    return body
