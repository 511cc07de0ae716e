"""The issuers and their keys: which the operator adds, how keys are fetched, and what serves while none can be had."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import env_issuers
from index.models import IssuerKeys
from tests import issuer as issuers
from tests.index.trusted_publishing.minting import assert_no_token, minted

pytestmark = pytest.mark.django_db


def test_keys_are_fetched_once_and_kept(issuer, trust, mint):
    trust()
    for _ in range(3):
        minted(mint(issuer.github()))
    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]


def test_a_key_that_nobody_knows_asks_the_issuer_once_a_minute_at_most(issuer, trust, mint, clock):
    trust()
    for _ in range(5):
        assert_no_token(mint(issuer.github(kid="unknown")), "no key of the name")
    assert issuer.asked.count("/keys") == 1
    clock.shift(61)
    assert_no_token(mint(issuer.github(kid="unknown")), "no key of the name")
    assert issuer.asked.count("/keys") == 2


def test_a_new_key_is_found_when_the_issuer_changes_it(issuer, trust, mint, clock):
    trust()
    minted(mint(issuer.github()))
    issuer.keys = [issuers.jwk(issuers.OTHER_RSA_KEY, "new")]
    clock.shift(61)
    minted(mint(issuer.github(key=issuers.OTHER_RSA_KEY, kid="new")))
    answer = mint(issuer.github())
    assert "no key of the name" in answer.json()["errors"][0]["description"]


def test_the_last_good_set_serves_while_the_issuer_is_down(issuer, trust, mint, clock):
    trust()
    minted(mint(issuer.github()))
    issuer.answers = {"/keys": (500, b"")}
    clock.shift(timedelta(hours=2))
    minted(mint(issuer.github()))
    clock.shift(timedelta(days=1))
    answer = mint(issuer.github())
    assert answer.status_code == 503
    assert "cannot be had" in answer.json()["errors"][0]["description"]


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"{}"),
        (200, b""),
        (200, b"[]"),
        (200, b"[" * 100_000),
        (200, b'{"keys": []}'),
        (200, b'{"keys": {}}'),
        (200, b'{"keys": [5, {}, {"kid": 5}, {"kid": "x", "kty": "oct", "k": "AAAA"}]}'),
        (200, b'{"keys": [{"kid": "x", "kty": "RSA", "n": 5, "e": "AQAB"}]}'),
    ],
)
def test_a_set_of_keys_that_is_none_is_503(issuer, trust, mint, answer):
    trust()
    issuer.answers = {"/keys": answer}
    assert_no_token(mint(issuer.github()), "cannot be had", code="keys-unavailable", status=503)
    assert IssuerKeys.objects.get().keys == []


def test_a_set_of_keys_without_end_is_not_read(issuer, trust, mint):
    trust()
    issuer.answers = {"/keys": (200, json.dumps({"keys": issuer.keys}).encode() + b" " * 300_000)}
    assert_no_token(mint(issuer.github()), code="keys-unavailable", status=503)


def test_keys_are_not_fetched_from_elsewhere_unless_by_https(issuer, trust, mint, tmp_path):
    trust()
    (tmp_path / "keys").write_text(json.dumps({"keys": issuer.keys}))
    with issuers.running() as stranger:
        for address in (
            f"{stranger.url}/keys",
            f"file://{tmp_path}/keys",
            f"{issuer.url}@{stranger.url[7:]}/keys",
        ):
            issuer.configuration |= {"jwks_uri": address}
            IssuerKeys.objects.all().delete()
            assert_no_token(mint(issuer.github()), code="keys-unavailable", status=503)
        assert stranger.asked == []


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys"])
def test_redirects_are_not_followed(issuer, trust, mint, path):
    trust()
    issuer.answers = {path: (302, b"", ("Location", f"{issuer.url}/elsewhere"))}
    assert_no_token(mint(issuer.github()), code="keys-unavailable", status=503)
    assert "/elsewhere" not in issuer.asked


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://other.example"},
        {"jwks_uri": None},
        {"jwks_uri": "http://127.0.0.1:1/keys"},
        {"jwks_uri": "http://[::1"},
        {"jwks_uri": "https://[::1"},
    ],
)
def test_a_configuration_that_leads_elsewhere_is_503(issuer, trust, mint, wrong):
    trust()
    issuer.configuration |= wrong
    assert_no_token(mint(issuer.github()), code="keys-unavailable", status=503)


def test_an_issuer_that_does_not_answer_is_503(issuer, trust, mint, settings):
    settings.OIDC_ISSUERS = {issuer.url: "github", "http://127.0.0.1:1": "github"}
    assert_no_token(mint(issuer.token(iss="http://127.0.0.1:1")), code="keys-unavailable", status=503)


# What the operator may add


def test_the_operator_names_further_issuers_by_kind(monkeypatch):
    monkeypatch.setenv("OIDC_ISSUERS", "gitlab=https://git.example, other=http://127.0.0.1:9/x")
    issuers = {"https://git.example": "gitlab", "http://127.0.0.1:9/x": "other"}
    assert env_issuers("OIDC_ISSUERS") == issuers


@pytest.mark.parametrize(
    "entry",
    ["https://git.example", "svn=https://a.example", "other=http://ci.example", "other=ftp://a.example"],
)
def test_an_issuer_that_cannot_be_trusted_stops_the_start(monkeypatch, entry):
    monkeypatch.setenv("OIDC_ISSUERS", entry)
    with pytest.raises(ImproperlyConfigured, match="OIDC_ISSUERS"):
        env_issuers("OIDC_ISSUERS")
