"""The fast lane: the same answers as Django's, to requests of one strict form, and silence to all others."""

import gzip

import pytest

from index.simple import fast_lane, publication, published
from tests.factories import publish

PATH = "/simple/sampleproject/"


@pytest.fixture
def page(django_capture_on_commit_callbacks, db):
    with django_capture_on_commit_callbacks(execute=True):
        publish()


def request(path=PATH, method="GET", version="HTTP/1.1", host="localhost:8000", **headers):
    lines = [f"{method} {path} {version}", f"Host: {host}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def parsed(response):
    head, _, body = response.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    return status, dict(line.split(": ", 1) for line in lines), body


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"Accept": "application/vnd.pypi.simple.v1+json"},
        {"Accept": "application/vnd.pypi.simple.v1+html"},
        {"Accept-Encoding": "gzip, deflate", "User-Agent": "pip/26"},
        {"Connection": "keep-alive", "Accept": "*/*"},
    ],
)
def test_it_says_what_the_ordinary_way_says(client, page, asked):
    status, headers, body = parsed(fast_lane.respond(request(**asked)))
    ordinary = client.get(PATH, headers={name.lower(): value for name, value in asked.items()})
    assert status == "HTTP/1.1 200 OK"
    if "Content-Encoding" in headers:
        assert gzip.decompress(body) == gzip.decompress(ordinary.content)
    else:
        assert body == ordinary.content
    for name in ("Content-Type", "ETag", "Last-Modified", "Vary", "Cache-Control", "X-PyPI-Last-Serial",
                 "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
                 "Permissions-Policy", "Cross-Origin-Opener-Policy"):  # fmt: skip
        assert headers[name] == ordinary[name]
    assert int(headers["Content-Length"]) == len(body)
    assert "Date" in headers
    assert "Content-Security-Policy" in headers


def test_head_has_the_length_and_no_body(page):
    _, headers, body = parsed(fast_lane.respond(request(method="HEAD")))
    assert body == b""
    assert int(headers["Content-Length"]) == len(parsed(fast_lane.respond(request()))[2])


def test_who_has_the_page_gets_304(page):
    _, headers, _ = parsed(fast_lane.respond(request()))
    for known in ({"If-None-Match": headers["ETag"]}, {"If-Modified-Since": headers["Last-Modified"]},
                  {"If-None-Match": f'"other", W/{headers["ETag"]}'}):  # fmt: skip
        status, sent, body = parsed(fast_lane.respond(request(**known)))
        assert (status, body) == ("HTTP/1.1 304 Not Modified", b"")
        assert sent["ETag"] == headers["ETag"]
        assert "Content-Length" not in sent
    stale = {"If-None-Match": '"other"', "If-Modified-Since": headers["Last-Modified"]}
    assert parsed(fast_lane.respond(request(**stale)))[0] == "HTTP/1.1 200 OK"


def test_the_root_has_its_place_too(page):
    assert fast_lane.respond(request("/simple/")) is None
    publication.publish_root()
    assert b"sampleproject" in fast_lane.respond(request("/simple/"))


@pytest.mark.parametrize(
    "strange",
    [
        request("/simple/SampleProject/"),
        request("/simple/sampleproject"),
        request("/simple/sampleproject/?format=x"),
        request("/simple/../simple/sampleproject/"),
        request("/simple/%73ampleproject/"),
        request("/project/sampleproject/"),
        request("/simple/unknown/"),
        request(method="POST"),
        request(version="HTTP/1.0"),
        request(host="evil.example"),
        request(host=""),
        request(Accept="image/png"),
        request(Authorization="Basic x"),
        request(Content_Length="3"),
        request(Transfer_Encoding="chunked"),
        request(Connection="close"),
        request(Expect="100-continue"),
        request(Upgrade="h2c"),
        request().replace(b"\r\n\r\n", b"\r\nHost: localhost\r\n\r\n"),
        request().replace(b"\r\n\r\n", b"\r\n folded\r\n\r\n"),
        request().replace(b"\r\n\r\n", b"\r\nNo colon\r\n\r\n"),
        request() + b"GET / HTTP/1.1\r\n\r\n",
        request()[:-1],
        request().replace(b"\r\n", b"\n"),
        request(Long="x" * fast_lane.MAX_HEAD_BYTES),
        b"",
        b"\x16\x03\x01\x02\x00",
    ],
)
def test_of_anything_else_it_says_nothing(page, strange):
    assert fast_lane.respond(strange) is None


def test_a_page_that_vanishes_while_it_is_read_is_left_to_the_ordinary_way(page, settings):
    folder = next((settings.PAGES_ROOT / "states").glob("*/sampleproject@*"))
    (folder / "page.html").unlink()
    assert fast_lane.respond(request()) is None
    assert published.find("sampleproject")
