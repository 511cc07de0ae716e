"""Uploads in every framing that HTTP/1.1 has, and in those it has not, to the server as it runs."""

import base64
import contextlib
import json
import socket
import urllib.request

from tests.distributions import make_wheel
from tests.flows.site import create_user

BOUNDARY = b"b0undary"


def form(filename, content):
    name, version = filename.split("-")[:2]
    fields = {":action": "file_upload", "name": name, "version": version, "filetype": "bdist_wheel"}
    parts = [(f'name="{field}"', value.encode()) for field, value in fields.items()]
    parts.append((f'name="content"; filename="{filename}"', content))
    lines = [
        b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (BOUNDARY, what.encode(), value)
        for what, value in parts
    ]
    return b"".join([*lines, b"--%s--\r\n" % BOUNDARY])


def chunked(body, size=700):
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join([b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces] + [b"0\r\n\r\n"])


def send(site, token, headers, body, *, target=b"/legacy/", method=b"POST"):
    """The bytes of the answer to a request as it stands; empty where the server waits for more."""
    credentials = base64.b64encode(f"__token__:{token}".encode())
    head = [
        b"%s %s HTTP/1.1" % (method, target),
        b"Host: 127.0.0.1:%d" % site.port,
        b"Authorization: Basic " + credentials,
        b"Content-Type: multipart/form-data; boundary=" + BOUNDARY,
        b"Connection: close",
        *headers,
    ]
    with socket.create_connection(("127.0.0.1", site.port), timeout=5) as connection:
        connection.sendall(b"\r\n".join([*head, b"", body]))
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            while received := connection.recv(65536):
                answer += received
        return answer


def published(site):
    request = urllib.request.Request(
        f"{site.url}/simple/", headers={"Accept": "application/vnd.pypi.simple.v1+json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return {project["name"] for project in json.load(answer)["projects"]}


def test_whatever_the_framing_a_form_is_whole_or_nothing_is_stored(site):
    token = create_user(site, "ann", "--verified")
    body = {name: form(*make_wheel(name)) for name in ("plain", "pieces", "patient", "slashless")}

    def length_of(content):
        return b"Content-Length: %d" % len(content)

    def sent(headers, content, **target):
        return send(site, token, headers, content, **target)

    whole = {
        "plain": sent([length_of(body["plain"])], body["plain"]),
        "pieces": sent([b"Transfer-Encoding: chunked"], chunked(body["pieces"])),
        "patient": sent([length_of(body["patient"]), b"Expect: 100-continue"], body["patient"]),
        "slashless": sent([length_of(body["slashless"])], body["slashless"], target=b"/legacy"),
    }
    assert {name: b" 200 OK\r\n" in answer for name, answer in whole.items()} == dict.fromkeys(whole, True)
    assert whole["patient"].startswith(b"HTTP/1.1 100 Continue\r\n\r\n")

    broken = form(*make_wheel("broken"))
    refused = {
        "longer than it says": sent([b"Content-Length: %d" % (len(broken) - 100)], broken),
        "shorter than it says": sent([b"Content-Length: %d" % (len(broken) + 100)], broken),
        "of two lengths": sent([length_of(broken), b"Content-Length: 3"], broken),
        "of a negative length": sent([b"Content-Length: -5"], broken),
        "of no length": sent([], broken),
        "larger than any": sent([b"Content-Length: 1000000000000"], b""),
        "in broken pieces": sent([b"Transfer-Encoding: chunked"], b"zz\r\n" + broken),
        "in half its pieces": sent([b"Transfer-Encoding: chunked"], chunked(broken)[:900]),
        "in another coding": sent([length_of(broken), b"Transfer-Encoding: gzip"], broken),
        "as another method": sent([length_of(broken)], broken, method=b"PUT"),
    }
    statuses = {what: answer.partition(b" ")[2][:3] for what, answer in refused.items()}
    assert {what: status for what, status in statuses.items() if status[:1] not in (b"4", b"")} == {
        "in another coding": b"501"
    }
    assert published(site) == set(whole)


def test_no_header_with_a_character_that_controls_something_gets_in(site):
    def asked(value):
        answer = send(site, "x", [b"User-Agent: " + value], b"", target=b"/", method=b"GET")
        return answer.partition(b" ")[2][:3]

    assert [asked(b"a%cb" % character) for character in (0, 1, 8, 27, 127)] == [b"400"] * 5
    assert asked(b"a\xffb") == b"200"
