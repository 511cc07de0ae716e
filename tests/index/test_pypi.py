"""`/pypi`: XML-RPC as mirrors speak it, and what old clients are told."""

import xmlrpc.client
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import lifecycle
from index.xmlrpc import MAX_BODY_BYTES, Fault, parse_call
from tests.factories import NOW, make_project, make_release, make_user, publish

pytestmark = pytest.mark.django_db


class DjangoTransport(xmlrpc.client.Transport):
    """The standard library's client, with the test client as its wire."""

    def __init__(self, client):
        super().__init__(use_builtin_types=True)
        self.client = client

    def request(self, host, handler, request_body, verbose=False):
        answer = self.client.post(handler, request_body, content_type="text/xml")
        assert answer.status_code == 200, answer.content
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        parser, unmarshaller = self.getparser()
        parser.feed(answer.content)
        parser.close()
        return unmarshaller.close()


@pytest.fixture(params=["/pypi", "/pypi/"])
def server(client, request):
    return xmlrpc.client.ServerProxy(
        f"http://testserver{request.param}", transport=DjangoTransport(client), allow_none=True
    )


def send(client, body, content_type="text/xml"):
    return client.post("/pypi", body, content_type=content_type)


def fault(client, body):
    answer = send(client, body)
    assert answer.status_code == 200
    with pytest.raises(xmlrpc.client.Fault) as caught:
        xmlrpc.client.loads(answer.content)
    return caught.value


def test_mirrors_follow_serials(server):
    file = publish("SampleProject")
    serial = server.changelog_last_serial()
    assert server.list_packages_with_serial() == {"SampleProject": serial}
    assert server.list_packages() == ["SampleProject"]
    assert [action for *_, action, _ in server.changelog_since_serial(0)][:2] == ["create", "new release"]
    lifecycle.yank(release=file.release, actor="ann", reason="broken", now=NOW)
    assert server.changelog_since_serial(serial) == [
        ["SampleProject", "1.0", int(NOW.timestamp()), "yank release", server.changelog_last_serial()]
    ]


def test_releases_and_roles_of_a_visible_project(server):
    project = make_project("Tide-Tables", owner=make_user("ann"))
    for version in ("1.9", "1.10", "2.0rc1"):
        make_release(project, version)
    make_release(project, "3.0", held_at=NOW)
    assert server.package_releases("tide.tables") == ["1.10"]
    assert server.package_releases("tide-tables", True) == ["1.10", "2.0rc1", "1.9"]
    assert server.package_roles("tide-tables") == [["Owner", "ann"]]
    project.removed_at = NOW
    project.save()
    for name in ("tide-tables", "nothing", "", "\x85"):
        assert server.package_releases(name) == server.package_roles(name) == []


@pytest.mark.parametrize(
    ("method", "arguments", "code", "word"),
    [
        ("search", ({"name": "tides"}, "or"), -32500, "/search/"),
        ("release_data", ("tides", "1.0"), -32500, "JSON API"),
        ("changelog", (0,), -32500, "changelog_since_serial"),
        ("system.multicall", ([],), -32500, "one call"),
        ("system.listMethods", (), -32601, "changelog_last_serial"),
        ("_METHODS", (), -32601, "no such method"),
        ("changelog_since_serial", (), -32602, "parameters"),
        ("changelog_since_serial", ("1",), -32602, "whole number"),
        ("changelog_since_serial", (1, 2), -32602, "parameters"),
        ("package_roles", (1,), -32602, "text"),
    ],
)
def test_other_calls_are_a_fault_that_says_what_to_do(server, method, arguments, code, word):
    with pytest.raises(xmlrpc.client.Fault) as caught:
        getattr(server, method)(*arguments)
    assert caught.value.faultCode == code
    assert word in caught.value.faultString


def test_serials_of_any_size_are_answered(client):
    publish()
    for serial, count in ((-(10**30), 3), (-1, 3), (10**30, 0)):
        body = (
            "<methodCall><methodName>changelog_since_serial</methodName><params><param><value>"
            f"<int>{serial}</int></value></param></params></methodCall>"
        )
        ((entries,), _) = xmlrpc.client.loads(send(client, body).content)
        assert len(entries) == count


BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<methodCall><methodName>&b;</methodName></methodCall>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<methodCall><methodName>&a;</methodName></methodCall>"""
DEEP = f"<methodCall><params>{'<value><array><data>' * 400}</params></methodCall>"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (BOMB, -32700),
        (OUTSIDE, -32700),
        ("<!DOCTYPE x><methodCall><methodName>list_packages</methodName></methodCall>", -32700),
        (" ", -32700),
        ("{}", -32700),
        ("<methodCall>", -32700),
        (DEEP, -32600),
        ("<methodCall></methodCall>", -32600),
        ("<methodCall><params></params></methodCall>", -32600),
        ("<methodCall><methodName>x</methodName><params><param><value><int>x</int></value></param></params></methodCall>", -32600),
        ("<methodResponse><fault><value><int>1</int></value></fault></methodResponse>", -32600),
        ('<?xml version="1.0" encoding="utf-7"?><methodCall/>', -32600),
    ],
)  # fmt: skip
def test_hostile_xml_is_a_fault(client, body, code):
    assert fault(client, body).faultCode == code


TAGS = (
    *("methodCall", "methodName", "params", "param", "value", "array", "data", "struct", "member", "name"),
    *("int", "double", "boolean", "base64", "dateTime.iso8601", "nil", "fault", "bigdecimal", "ex:i8"),
)
PIECES = [f"<{slash}{tag}>" for tag in TAGS for slash in ("", "/")] + ["<nil/>", "1", "x"]
NESTED = st.recursive(
    st.sampled_from(["", "1", "x", "list_packages"]),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(TAGS),
        st.lists(inner, max_size=3),
    ),
)


@given(
    st.binary(max_size=300)
    | st.lists(st.sampled_from(PIECES), max_size=40).map("".join).map(str.encode)
    | NESTED.map(str.encode)
)
def test_no_bytes_make_the_reader_raise_anything_but_a_fault(body):
    try:
        method, parameters = parse_call(body)
    except Fault:
        return
    assert isinstance(method, str)
    assert isinstance(parameters, tuple)


def test_a_body_above_the_limit_is_refused(client):
    assert send(client, "x" * (MAX_BODY_BYTES + 1)).status_code == 413


REGISTER, UPLOAD = "/account/register/", "/legacy/"


@pytest.mark.parametrize(
    ("action", "addresses"),
    [
        ("user", {REGISTER}),
        ("submit", {UPLOAD}),
        ("file_upload", {UPLOAD}),
        ("doc_upload", {REGISTER, UPLOAD}),
    ],
)
@pytest.mark.parametrize("form", ["address", "multipart", "urlencoded"])
def test_an_old_form_is_gone_and_says_where_to_go(client, settings, action, addresses, form):
    settings.SITE_URL = "https://index.example"
    if form == "address":
        answer = client.get("/pypi", {":action": action})
    elif form == "multipart":
        answer = client.post("/pypi/", {":action": action, "name": "tides"})
    else:
        body = f"%3Aaction={action}"
        answer = client.post("/pypi", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 410
    body = answer.content.decode()
    assert body == f"410 {answer.reason_phrase}\n"
    assert {
        address for address in (REGISTER, UPLOAD) if f"https://index.example{address}" in body
    } == addresses


def test_a_large_form_is_an_upload_and_is_not_read(client):
    answer = client.post("/pypi", {":action": "user", "content": "x" * 300_000})
    assert answer.status_code == 410
    assert UPLOAD in answer.reason_phrase


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=x", "image/png"]
)
def test_a_form_that_cannot_be_read_is_gone_too(client, content_type):
    assert send(client, b"\x00\xff:action=", content_type).status_code == 410


def test_a_visitor_is_led_home(client):
    for path in ("/pypi", "/pypi/"):
        answer = client.get(path)
        assert (answer.status_code, urlsplit(answer["Location"]).path) == (301, "/")
    assert client.put("/pypi").status_code == 405


def test_it_knows_no_session(client):
    answer = send(client, xmlrpc.client.dumps((), "changelog_last_serial"))
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies
