"""The fast lane: a plain GET of a published page, answered from the raw request before Django is asked.

It takes requests of one strict form only, and of what it does not know it says nothing: None sends the request
down the ordinary way, where `index.views.simple` gives the same answer. So it needs to be right, never complete.
"""

import re
import time
from functools import lru_cache

from django.conf import settings

from index.simple import published
from index.simple.answers import Answer, Asked, answer, http_date
from index.simple.negotiation import form_for

_REQUEST = re.compile(
    rb"(GET|HEAD) /simple/(?:([a-z0-9]+(?:-[a-z0-9]+)*)/)? HTTP/1\.1\r\n"
    rb"((?:[A-Za-z0-9-]+:[^\r\n\0]*\r\n)+)\r\n"
)
_HEADER = re.compile(rb"([A-Za-z0-9-]+):[ \t]*([^\r\n]*?)[ \t]*\r\n")
MAX_HEAD_BYTES = 4096

# With a body, on the way to another protocol, or with credentials, a request is no plain GET.
_NOT_PLAIN = frozenset(
    (
        b"authorization",
        b"content-length",
        b"expect",
        b"range",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    )
)
# What the middleware gives every page; a page of links needs nothing.
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": settings.PERMISSIONS_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def respond(request: bytes) -> bytes | None:
    """The whole response to one whole request, or None where the fast lane is not for it."""
    match = _REQUEST.fullmatch(request) if len(request) <= MAX_HEAD_BYTES else None
    headers = _headers(match[3]) if match else None
    if match is None or headers is None or not _is_for_us(headers.get(b"host", b"")):
        return None
    asked = Asked(
        accept=headers.get(b"accept", b"").decode("latin-1"),
        accept_encoding=headers.get(b"accept-encoding", b"").decode("latin-1"),
        if_none_match=headers.get(b"if-none-match", b"").decode("latin-1"),
        if_modified_since=headers.get(b"if-modified-since", b"").decode("latin-1"),
    )
    form = form_for(asked.accept)
    page = published.find(match[2].decode() if match[2] else published.ROOT)
    if form is None or page is None:
        return None
    try:
        return _as_bytes(answer(asked, form, page.serial, page.read), with_body=match[1] == b"GET")
    except FileNotFoundError:
        return None


def _headers(raw: bytes) -> dict[bytes, bytes] | None:
    """By lower-case name; None where one is given twice or makes the request more than a plain GET."""
    pairs = [(name.lower(), value) for name, value in _HEADER.findall(raw)]
    headers = dict(pairs)
    if len(headers) != len(pairs) or not _NOT_PLAIN.isdisjoint(headers):
        return None
    return headers if headers.get(b"connection", b"").lower() in (b"", b"keep-alive") else None


@lru_cache(maxsize=256)
def _is_for_us(host: bytes) -> bool:
    name = re.sub(rb":\d*\Z", b"", host.lower()).decode("latin-1")
    return name in settings.ALLOWED_HOSTS


def _as_bytes(found: Answer, *, with_body: bool) -> bytes:
    length = {} if found.status == 304 else {"Content-Length": str(len(found.body))}  # noqa: PLR2004
    lines = [f"HTTP/1.1 {found.status.value} {found.status.phrase}"]
    lines += [f"{name}: {value}" for name, value in (found.headers | length | SECURITY_HEADERS).items()]
    if settings.SECURE_HSTS_SECONDS:
        lines.append(f"Strict-Transport-Security: max-age={settings.SECURE_HSTS_SECONDS}")
    lines.append(f"Date: {http_date(int(time.time()))}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (found.body if with_body else b"")
