"""Reports of secret scanners: tokens that were found in public, in the form that code hosts send. Pure.

A report is a JSON list of `{"token", "type", "url", "source"}`. A code host signs it by ECDSA over the raw body
(docs.github.com: secret scanning partner program); whose keys count is the operator's to say.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

MOST_UNSIGNED = 100  # tokens in one report by somebody unknown
MOST_SIGNED = 5_000
LONGEST_TOKEN = 200
LONGEST_PLACE = 200
_TYPE_CHARACTERS = 100


class ReportRefused(Exception):  # noqa: N818 - named after what happened
    """The request is no report; the message is one sentence, `status` that of the answer."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class FoundToken:
    token: str
    type: str  # what the scanner calls this kind of token; it wants to hear it again
    place: str  # where it was found, as `inert` writes it


def parse(body: bytes, *, most: int) -> list[FoundToken]:
    """The tokens of a report, each once.

    :raises ReportRefused: where it is none, or names more than `most`.
    """
    try:
        entries = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise ReportRefused("The body is no JSON.") from exc
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
        raise ReportRefused('Send a JSON list of {"token": "…", "type": "…", "url": "…"}.')
    if len(entries) > most:
        raise ReportRefused(f"The report names more than {most} tokens; send several.", 413)
    found = [
        FoundToken(entry["token"], _text(entry, "type")[:_TYPE_CHARACTERS], inert(_text(entry, "url")))
        for entry in entries
    ]
    return list({each.token: each for each in found}.values())


def is_signed(body: bytes, *, signature: str, key: str) -> bool:
    """Whether `signature` (base 64) over `body` is by the key (PEM)."""
    public = serialization.load_pem_public_key(key.encode())
    if not isinstance(public, ec.EllipticCurvePublicKey):
        return False
    try:
        public.verify(base64.b64decode(signature, validate=True), body, ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return True


def inert(address: str) -> str:
    """An address that a stranger sent, as one line that no mail program makes a link of."""
    printable = "".join(sign for sign in address if sign.isascii() and sign.isprintable() and sign != " ")
    return re.sub(r"[.:@]", r"[\g<0>]", printable[:LONGEST_PLACE])


def _is_entry(entry: object) -> bool:
    if not isinstance(entry, Mapping):
        return False
    token = entry.get("token")
    return isinstance(token, str) and 0 < len(token) <= LONGEST_TOKEN and token.isascii()


def _text(entry: Mapping[str, object], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""
