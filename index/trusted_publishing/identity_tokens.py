"""Identity tokens (JSON Web Tokens, RFC 7519): which are believed, and until when one is remembered."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from django.conf import settings

from accounts.hooks import Refusal
from index.trusted_publishing import keys

MAX_CHARACTERS = 16_384
REQUIRED_CLAIMS = ["exp", "iat", "nbf", "aud", "iss", "sub", "jti"]
LEEWAY = timedelta(seconds=30)  # how far the issuer's clock and ours may differ
LONGEST_LIFE = timedelta(days=31)  # of a token; what is remembered must be forgotten some day

_UNREADABLE = "This is no identity token; send the JWT as the issuer gave it."
_SENTENCES: dict[type[Exception], str] = {
    jwt.ExpiredSignatureError: "The identity token has expired; let the build ask for a new one.",
    jwt.ImmatureSignatureError: (
        "The identity token is not valid yet; compare the issuer's clock with that of this index."
    ),
    jwt.InvalidSignatureError: "The signature of the identity token is wrong.",
    jwt.InvalidAlgorithmError: "An identity token must be signed with RS256 or ES256.",
}


class TokenRefused(Exception):  # noqa: N818 - named after what happened
    """The identity token is not believed, or earns nothing here."""

    def __init__(
        self, code: str, sentence: str, status: int = 422, retry_after_seconds: int | None = None
    ) -> None:
        super().__init__(sentence)
        self.refusal = Refusal(code, sentence, status, retry_after_seconds=retry_after_seconds)


def verify(text: str, *, now: datetime) -> dict[str, Any]:
    """The claims of a token that an issuer known here signed, for this index, valid at this moment.

    :raises TokenRefused: with the sentence; of status 503 where the issuer's keys cannot be had.
    """
    # The issuer is known before any key is looked for, let alone fetched.
    header, unverified = _read(text)
    issuer = _known_issuer(unverified)
    key = _key(header, issuer=issuer, now=now)
    claims = _checked(text, key=key, issuer=issuer)
    if int(claims["exp"]) > (now + LONGEST_LIFE).timestamp():
        raise TokenRefused(
            "invalid-token", "The identity token is valid for too long; ask for a shorter life."
        )
    return claims


def forget_at(claims: Mapping[str, Any]) -> datetime:
    """When a token that was used may be forgotten: once `verify` refuses it for its age on any of our machines."""
    return datetime.fromtimestamp(int(claims["exp"]), UTC) + 2 * LEEWAY


def _read(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token of which nothing is checked yet but its form and algorithm."""
    if len(text) > MAX_CHARACTERS:
        raise TokenRefused("invalid-token", _UNREADABLE)
    try:
        unverified = jwt.decode_complete(text, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError) as exc:
        raise _refused(exc) from exc
    if unverified["header"].get("alg") not in keys.ALGORITHMS:
        raise _refused(jwt.InvalidAlgorithmError())
    return unverified["header"], unverified["payload"]


def _checked(text: str, *, key: jwt.PyJWK, issuer: str) -> dict[str, Any]:
    try:
        return jwt.decode(
            text,
            key,
            algorithms=keys.ALGORITHMS,
            audience=settings.OIDC_AUDIENCE,
            issuer=issuer,
            leeway=LEEWAY,
            options={
                "require": REQUIRED_CLAIMS,
                "strict_aud": True,  # a token that another index would take too could be carried over
                "enforce_minimum_key_length": True,
            },
        )
    except (jwt.PyJWTError, ValueError) as exc:
        raise _refused(exc) from exc


def _known_issuer(claims: Mapping[str, object]) -> str:
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or issuer not in settings.OIDC_ISSUERS:
        raise TokenRefused(
            "invalid-token",
            f"This index does not know the issuer {str(issuer)[:200]}; its operator can add it.",
        )
    return issuer


def _key(header: Mapping[str, object], *, issuer: str, now: datetime) -> jwt.PyJWK:
    try:
        return keys.key_named(str(header.get("kid")), issuer=issuer, now=now)
    except keys.KeyUnknown as exc:
        raise TokenRefused("invalid-token", f"{issuer} has no key of the name this token gives.") from exc
    except keys.KeysUnavailable as exc:
        raise TokenRefused(
            "keys-unavailable", f"The keys of {issuer} cannot be had at the moment; try again.", 503
        ) from exc


def _refused(exc: Exception) -> TokenRefused:
    sentence = _SENTENCES.get(type(exc), _UNREADABLE)
    if isinstance(exc, jwt.MissingRequiredClaimError):
        sentence = f"The identity token lacks the claim {exc.claim}."
    if isinstance(exc, jwt.InvalidAudienceError):
        sentence = (
            f"The identity token is for another audience; ask for one for {settings.OIDC_AUDIENCE} alone."
        )
    return TokenRefused("invalid-token", sentence)
