"""API tokens as text: minted once, recognised by secret scanners, stored as a digest only."""

import base64
import hashlib
import secrets
import zlib

PREFIX = "pypi-"  # what the scanners of code hosts look for
SHOWN_CHARACTERS = 12


def mint(prefix: str = PREFIX) -> str:
    """A new token: the prefix, 32 random bytes and their checksum, in lower-case base 32."""
    random = secrets.token_bytes(32)
    return prefix + _base32(random + _checksum(random))


def digest(token: str) -> str:
    """SHA-256 in hexadecimal. The token holds 256 random bits, so a slow hash would protect nothing more."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_well_formed(token: str, prefix: str = PREFIX) -> bool:
    """Whether prefix and checksum agree: a mistyped token is told from an unknown one without a look-up."""
    if not token.startswith(prefix):
        return False
    text = token.removeprefix(prefix).upper()
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        return False
    return len(raw) > 4 and _checksum(raw[:-4]) == raw[-4:]  # noqa: PLR2004 - the checksum's four bytes


def _checksum(raw: bytes) -> bytes:
    return zlib.crc32(raw).to_bytes(4, "big")


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
