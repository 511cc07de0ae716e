"""The answer to a reader of a simple page, whoever asks for it: status, headers, body."""

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus

from index.simple.negotiation import Form, weight

# Asked again each time, answered by 304: what was removed is gone with the next request.
CACHE_CONTROL = "no-cache"
VARY = "Accept, Accept-Encoding"


@dataclass(frozen=True, slots=True)
class Asked:
    """The request headers that decide; absent ones are empty."""

    accept: str = ""
    accept_encoding: str = ""
    if_none_match: str = ""
    if_modified_since: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    status: HTTPStatus
    headers: dict[str, str]
    body: bytes


# Gives the bytes of a form, and when the page changed (Unix time).
Reader = Callable[..., tuple[bytes, int]]


def answer(asked: Asked, form: Form, serial: int, read: Reader) -> Answer:
    """The page in `form`, compressed for who takes that, or 304 to who has it."""
    gzipped = takes_gzip(asked.accept_encoding)
    etag = f'"{serial}.{form.value.rpartition(".")[2] if "." in form.value else "html"}{".gz" if gzipped else ""}"'
    body, changed_second = read(is_json=form.is_json, gzipped=gzipped)
    headers = {
        "Content-Type": form.content_type,
        "ETag": etag,
        "Last-Modified": http_date(changed_second),
        "Cache-Control": CACHE_CONTROL,
        "Vary": VARY,
        "X-PyPI-Last-Serial": str(serial),
    }
    if gzipped:
        headers["Content-Encoding"] = "gzip"
    if _has_it(asked, etag, changed_second):
        return Answer(HTTPStatus.NOT_MODIFIED, headers, b"")
    return Answer(HTTPStatus.OK, headers, body)


@lru_cache(maxsize=256)
def takes_gzip(accept_encoding: str) -> bool:
    for part in accept_encoding.lower().split(","):
        coding, *parameters = part.split(";")
        if coding.strip() == "gzip":
            return weight(parameters) > 0
    return False


@lru_cache(maxsize=4096)
def http_date(second: int) -> str:
    return formatdate(second, usegmt=True)


def _has_it(asked: Asked, etag: str, changed_second: int) -> bool:
    """RFC 9110, section 13.2.2: entity tags decide where the client sends any, else the date."""
    if asked.if_none_match:
        known = {tag.strip().removeprefix("W/") for tag in asked.if_none_match.split(",")}
        return etag in known or "*" in known
    if not asked.if_modified_since:
        return False
    try:
        return parsedate_to_datetime(asked.if_modified_since).timestamp() >= changed_second
    except ValueError:
        return False
