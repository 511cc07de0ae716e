"""Typed reading of environment variables; each failure is one line that names the variable."""

import base64
import json
import os
import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import environ
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.core.exceptions import ImproperlyConfigured

BOOLEANS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}
STORE = re.compile(
    r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<prefix>[^?#]*))?(?:\?(?P<query>[^#]*))?"
)
STORE_OPTIONS = {
    "endpoint": re.compile(r"https?://[^/?#@\s]+/?"),
    "region": re.compile(r"[a-z0-9-]+"),
    "addressing": re.compile(r"path|virtual"),
}
STORE_EXAMPLES = {
    "endpoint": "https://s3.example.com",
    "region": "eu-west-1",
    "addressing": "path or virtual",
}
ISSUER_KINDS = ("github", "gitlab", "other")


def env_str(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, *, default: bool) -> bool:
    """A misspelt switch is an error: read as False it would turn a defence off in silence."""
    value = env_str(name).lower()
    if not value:
        return default
    if value not in BOOLEANS:
        raise ImproperlyConfigured(f"{name}={value!r} is neither true nor false.")
    return BOOLEANS[value]


def env_choice(name: str, choices: tuple[str, ...]) -> str:
    """One of `choices`; the first where nothing is set."""
    value = env_str(name, choices[0]).lower()
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r} is none of {', '.join(choices)}.")
    return value


def env_int(name: str, default: int, *, least: int = 0) -> int:
    """A negative number is an error: as days to keep something it would delete at once, and as a limit refuse all."""
    value = env_str(name)
    try:
        number = int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from None
    if number < least:
        raise ImproperlyConfigured(f"{name}={value!r} is less than {least}.")
    return number


def env_probability(name: str, default: float | None) -> float | None:
    """A number from 0 to 1, or None for "never" (an empty variable and the word `off`)."""
    value = env_str(name)
    if not value:
        return default
    if value.lower() == "off":
        return None
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise ImproperlyConfigured(f"{name}={value!r} is not a number from 0 to 1, nor `off`.")
    return number


def env_list(name: str, default: list[str]) -> list[str]:
    value = env_str(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else default


def env_url(name: str, default: str) -> str:
    """An http(s) address without a trailing slash."""
    value = env_str(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ImproperlyConfigured(f"{name}={value!r} is not an address such as https://index.example.com.")
    return value


def env_contact(name: str, default: str) -> str:
    """An address as a URI: a plain mail address becomes `mailto:`."""
    value = env_str(name, default)
    if urlsplit(value).scheme in {"https", "mailto", "tel"}:
        return value
    if "@" not in value:
        raise ImproperlyConfigured(f"{name}={value!r} is neither a mail address nor an https:// address.")
    return f"mailto:{value}"


def env_issuers(name: str) -> dict[str, str]:
    """Issuers of identity tokens and their kinds, from `kind=address, kind=address`."""
    issuers = {}
    for entry in env_list(name, []):
        kind, _, issuer = entry.partition("=")
        parts = urlsplit(issuer)
        is_local = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"}
        if kind not in ISSUER_KINDS or not parts.netloc or not (parts.scheme == "https" or is_local):
            raise ImproperlyConfigured(
                f"{name}={entry!r} is not a kind ({', '.join(ISSUER_KINDS)}), `=` and an https:// address."
            )
        issuers[issuer] = kind
    return issuers


def env_trust_root(name: str) -> str:
    """The path of a sigstore trust root, or nothing; that it is one is seen at the start, not at an upload."""
    value = env_str(name)
    if not value:
        return ""
    try:
        is_root = "trustedroot" in json.loads(Path(value).read_bytes())["mediaType"]
    except (OSError, ValueError, LookupError, TypeError):
        is_root = False
    if not is_root:
        raise ImproperlyConfigured(f"{name}={value!r} is no trusted_root.json of sigstore that can be read.")
    return value


def env_scanner_keys(name: str) -> dict[str, str]:
    """Public keys (PEM) of secret scanners by their identifiers, from a file of GitHub's form; none without one."""
    value = env_str(name)
    if not value:
        return {}
    try:
        entries = json.loads(Path(value).read_bytes())["public_keys"]
        keys = {str(entry["key_identifier"]): str(entry["key"]) for entry in entries}
        are_elliptic = [
            isinstance(load_pem_public_key(key.encode()), EllipticCurvePublicKey) for key in keys.values()
        ]
    except (OSError, ValueError, LookupError, TypeError, UnsupportedAlgorithm):
        are_elliptic = []
    if not are_elliptic or not all(are_elliptic):
        raise ImproperlyConfigured(
            f"{name}={value!r} is no file of elliptic keys, in the form that GitHub gives its own, that can be read."
        )
    return keys


def env_database(name: str, default: str) -> dict[str, object]:
    """A Django DATABASES entry from `sqlite:////path` or `postgres://user:password@host:port/name`."""
    value = env_str(name, default)
    if urlsplit(value).scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} names neither a sqlite:// nor a postgres:// database.")
    return dict(environ.Env.db_url_config(value))


def env_store(name: str) -> dict[str, str]:
    """Bucket, prefix and options from `s3://bucket/prefix?endpoint=https://…&region=…`, or nothing.

    The value is not repeated in a complaint: somebody may have written the keys into it.
    """
    value = env_str(name)
    if not value:
        return {}
    parts = STORE.fullmatch(value)
    if not parts:
        raise ImproperlyConfigured(
            f"{name} is no bucket's address such as s3://bucket/prefix?region=eu-west-1."
        )
    options = dict(parse_qsl(parts["query"] or "", keep_blank_values=True))
    for option, option_value in options.items():
        if option not in STORE_OPTIONS:
            raise ImproperlyConfigured(f"{name}: {option!r} is none of {', '.join(STORE_OPTIONS)}.")
        if not STORE_OPTIONS[option].fullmatch(option_value):
            raise ImproperlyConfigured(
                f"{name}: the value of {option} is none such as {STORE_EXAMPLES[option]}."
            )
    if not (find_spec("storages") and find_spec("boto3")):
        raise ImproperlyConfigured(
            f"{name} needs the packages of the extra s3: pip install 'django-storages[s3]'."
        )
    return {"bucket": parts["bucket"], "prefix": (parts["prefix"] or "").strip("/")} | options


def env_email(name: str) -> Mapping[str, object]:
    """Django's EMAIL_* settings from `smtp://user:password@host:port` (`smtp+tls`, `smtp+ssl`), or nothing."""
    value = env_str(name)
    if not value:
        return {}
    if urlsplit(value).scheme not in environ.Env.EMAIL_SCHEMES:
        raise ImproperlyConfigured(f"{name} is no mail address such as smtp+tls://user:password@host:587.")
    return dict(environ.Env.email_url_config(value))


def env_webhook_key(name: str) -> bytes:
    """The bytes of `whsec_` and base 64, as standardwebhooks.com spells secrets; none where nothing is set."""
    value = env_str(name)
    if not value:
        return b""
    try:
        key = base64.b64decode(value.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if not value.startswith("whsec_") or not 24 <= len(key) <= 64:  # noqa: PLR2004 - what the standard asks for
        raise ImproperlyConfigured(f"{name} is not `whsec_` followed by 24 to 64 bytes in base 64.")
    return key
