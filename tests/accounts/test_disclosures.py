"""`/_/secrets/disclose-token`: tokens that were found in public end, and only who signs hears which were ours."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ImproperlyConfigured

from accounts import freezing
from accounts.api_tokens import tokens
from accounts.models import ApiToken
from config.env import env_scanner_keys
from tests.factories import NOW, make_project, make_token, make_user
from tests.index.conftest import authorization
from tests.mails import delivered

pytestmark = pytest.mark.django_db

ADDRESS = "/_/secrets/disclose-token"
PLACE = "https://code.example/ann/tides/blob/main/.pypirc"
KEY = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def ann():
    return make_user("ann")


def entry(token, url=PLACE, **more):
    return {"token": token, "type": "pypi_api_token", "url": url} | more


def report(client, *entries, body=None, headers=None, address=ADDRESS):
    body = json.dumps(entries).encode() if body is None else body
    return client.post(address, body, content_type="application/json", headers=headers or {})


def pem(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def signed(body, *, identifier="the-key", host="Github", key=KEY):
    signature = key.sign(body, ec.ECDSA(hashes.SHA256()))
    return {
        f"{host}-Public-Key-Identifier": identifier,
        f"{host}-Public-Key-Signature": base64.b64encode(signature).decode(),
    }


@pytest.fixture
def keys(settings):
    settings.SECRET_SCANNER_KEYS = {"the-key": pem(KEY)}


@pytest.mark.parametrize("address", [ADDRESS, "/_/github/disclose-token"])
def test_a_token_that_anybody_sends_ends_at_once_and_its_owner_hears_where_it_was(client, ann, address):
    row, text = make_token(ann)
    answer = report(client, entry(text), address=address)
    assert (answer.status_code, answer.content) == (204, b"")
    row.refresh_from_db()
    assert row.revoked_at
    assert "found at https[:]//code[.]example/ann" in row.revoked_reason
    assert client.post("/legacy/", headers={"authorization": authorization(text)}).status_code == 403
    (message,) = delivered()
    assert message.to == ["ann@example.com"]
    assert "https[:]//code[.]example/ann/tides/blob/main/[.]pypirc" in message.body
    assert text not in message.body


def test_what_is_no_token_of_ours_is_answered_alike(client, ann):
    _, text = make_token(ann)
    answers = [report(client, entry(each)) for each in (text, tokens.mint(), "pypi-nonsense", "ghp_x")]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    assert len(delivered()) == 1


def test_a_second_report_changes_and_tells_nothing(client, ann):
    row, text = make_token(ann)
    for place in (PLACE, "https://other.example/"):
        report(client, entry(text, place), entry(text, place))
    assert len(delivered()) == 1
    row.refresh_from_db()
    assert "code[.]example" in row.revoked_reason


def test_the_owner_of_a_frozen_account_and_a_build_hear_nothing_but_the_token_ends(client, ann):
    _, text = make_token(ann)
    freezing.freeze(user=ann, actor="ada", reason="stolen", now=NOW)
    report(client, entry(text))
    assert ApiToken.objects.exclude(revoked_at=None).count() == 1
    assert not delivered()


def test_the_place_cannot_be_more_than_a_line_of_text(client, ann):
    _, text = make_token(ann)
    place = "https://evil.example/\r\nBcc: a@evil.example\n\nClick http://127.0.0.1:8000/x \u202e" + "a" * 400
    report(client, entry(text, place))
    (message,) = delivered()
    (line,) = [line for line in message.body.splitlines() if "evil" in line]
    assert line.startswith("Found at:")
    assert "://" not in line
    assert "\u202e" not in message.body
    html = message.alternatives[0][0]
    assert "evil" in html
    assert 'href="http://127.0.0.1:8000/x' not in html


def test_a_signed_report_hears_which_tokens_were_ours(client, ann, keys):
    _, text = make_token(ann, make_project(owner=ann))
    body = json.dumps([entry(text), entry("pypi-nonsense"), entry(tokens.mint())]).encode()
    for host in ("Github", "Gitlab"):
        answer = report(client, body=body, headers=signed(body, host=host))
        assert answer.status_code == 200
        assert [label["label"] for label in answer.json()] == ["true_positive"] + 2 * ["false_positive"]
    assert answer.json()[0]["token_hash"] == hashlib.sha256(text.encode()).hexdigest()
    assert answer.json()[0]["token_type"] == "pypi_api_token"
    assert text not in answer.content.decode()
    (message,) = delivered()
    assert "the secret scanner Github" in message.body


@pytest.mark.parametrize(
    "broken",
    [
        signed(b"another body"),
        {"Github-Public-Key-Identifier": "the-key"},
        {"Github-Public-Key-Identifier": "the-key", "Github-Public-Key-Signature": "no base 64"},
        {"Github-Public-Key-Identifier": "the-key", "Github-Public-Key-Signature": "AAAA"},
    ],
)
def test_a_broken_signature_is_refused_and_ends_nothing(client, ann, keys, broken):
    _, text = make_token(ann)
    answer = report(client, entry(text), headers=broken)
    assert (answer.status_code, "signature" in answer.json()["error"]) == (403, True)
    assert not ApiToken.objects.exclude(revoked_at=None).exists()


def test_an_unknown_key_makes_it_a_report_of_anybody(client, ann, keys, caplog):
    row, text = make_token(ann)
    body = json.dumps([entry(text)]).encode()
    answer = report(client, body=body, headers=signed(body, identifier="new-key"))
    assert (answer.status_code, answer.content) == (204, b"")
    row.refresh_from_db()
    assert row.revoked_at
    assert "new-key" in caplog.text
    assert text not in caplog.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff", 400),
        (b"[" * 100_000, 400),
        (b"{}", 400),
        (b"[1]", 400),
        (b'[{"type": "x"}]', 400),
        (b'[{"token": 1}]', 400),
        (b'[{"token": ""}]', 400),
        (b'[{"token": "\\ud800"}]', 400),
        (json.dumps([{"token": "a" * 201}]).encode(), 400),
        (json.dumps([{"token": "a"}] * 101).encode(), 413),
        (b"[" + b" " * 2**21 + b"]", 413),
        (b'[{"token": "pypi-x", "type": 7, "url": ["u"]}]', 204),
        (b"[]", 204),
    ],
)
def test_what_is_no_report_is_refused_in_a_sentence(client, body, status):
    answer = report(client, body=body)
    assert answer.status_code == status
    assert status == 204 or answer.json()["error"].endswith(".") or "…" in answer.json()["error"]


def test_reports_that_nobody_signed_are_limited_by_address(client, keys):
    answers = [report(client, entry("pypi-x")) for _ in range(31)]
    assert [answer.status_code for answer in answers[-2:]] == [204, 429]
    assert answers[-1]["Retry-After"] == "60"
    body = json.dumps([entry("pypi-x")]).encode()
    assert report(client, body=body, headers=signed(body)).status_code == 200


def test_a_look_at_the_address_is_refused(client):
    assert client.get(ADDRESS).status_code == 405


def test_it_works_in_a_private_index_too(client, ann, settings):
    settings.READERS_LOG_IN = True
    row, text = make_token(ann)
    assert report(client, entry(text)).status_code == 204
    row.refresh_from_db()
    assert row.revoked_at


def test_the_file_of_keys_is_read_in_the_form_of_github(tmp_path, monkeypatch):
    path = tmp_path / "keys.json"
    path.write_text(
        json.dumps({"public_keys": [{"key_identifier": "a", "key": pem(KEY), "is_current": True}]})
    )
    monkeypatch.setenv("SECRET_SCANNER_KEYS", str(path))
    assert env_scanner_keys("SECRET_SCANNER_KEYS") == {"a": pem(KEY)}


@pytest.mark.parametrize(
    "text",
    [
        None,
        "[]",
        '{"public_keys": []}',
        '{"public_keys": [{"key_identifier": "a"}]}',
        '{"public_keys": [{"key_identifier": "a", "key": "no key"}]}',
        json.dumps(
            {"public_keys": [{"key_identifier": "a", "key": pem(rsa.generate_private_key(65537, 2048))}]}
        ),
    ],
)
def test_what_is_no_such_file_stops_the_start_in_one_line(tmp_path: Path, monkeypatch, text):
    path = tmp_path / "keys.json"
    if text is not None:
        path.write_text(text)
    monkeypatch.setenv("SECRET_SCANNER_KEYS", str(path))
    with pytest.raises(ImproperlyConfigured, match="SECRET_SCANNER_KEYS"):
        env_scanner_keys("SECRET_SCANNER_KEYS")
