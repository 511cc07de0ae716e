"""Which identity tokens are believed, and that each is taken once."""

import hmac
import json
import threading
import time

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection
from django.test import Client

from accounts.models import ApiToken
from index import tasks
from index.models import UsedIdentityToken
from tests import issuer as issuers
from tests.index.trusted_publishing.minting import assert_no_token, encoded, minted

pytestmark = pytest.mark.django_db


def test_a_token_for_another_audience_is_refused(issuer, trust, mint):
    trust()
    assert_no_token(mint(issuer.github(aud="pypi")), "another audience", "127.0.0.1:8000")
    assert_no_token(mint(issuer.github(aud=["127.0.0.1:8000", "pypi"])), "another audience")


def test_a_token_of_an_unknown_issuer_is_refused_before_anybody_is_asked(issuer, trust, mint):
    trust()
    with issuers.running() as stranger:
        assert_no_token(mint(stranger.github()), "does not know the issuer", stranger.url)
        assert stranger.asked == []
    assert issuer.asked == []


def test_a_token_with_a_wrong_signature_is_refused(issuer, trust, mint):
    trust()
    assert_no_token(mint(issuer.github(key=issuers.OTHER_RSA_KEY)), "signature")


def test_a_token_without_a_signature_is_refused(issuer, trust, mint):
    trust()
    assert_no_token(mint(issuer.github(key=None, algorithm="none")), "RS256 or ES256")
    assert issuer.asked == []


@pytest.mark.parametrize("form", [PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1])
def test_a_token_signed_with_the_public_key_as_a_shared_secret_is_refused(issuer, trust, mint, form):
    trust()
    secret = issuers.RSA_KEY.public_key().public_bytes(Encoding.PEM, form)
    assert_no_token(mint(hs256(issuer.github(), secret)), "RS256 or ES256")


def hs256(token, secret):
    """The token's claims under an HS256 signature, which libraries refuse to make with such a secret."""
    head = encoded(json.dumps({"alg": "HS256", "kid": "rsa", "typ": "JWT"}).encode())
    signed = f"{head}.{token.split('.')[1]}"
    return f"{signed}.{encoded(hmac.digest(secret, signed.encode(), 'sha256'))}"


def test_an_es256_header_over_an_rsa_key_is_refused(issuer, trust, mint):
    trust()
    assert_no_token(mint(issuer.github(key=issuers.EC_KEY, kid="rsa", algorithm="ES256")), "RS256 or ES256")


def test_an_expired_token_is_refused(issuer, trust, mint):
    trust()
    assert_no_token(mint(issuer.github(exp=int(time.time()) - 31)), "expired")


@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_a_token_of_the_future_is_refused(issuer, trust, mint, claim):
    trust()
    assert_no_token(mint(issuer.github(**{claim: int(time.time()) + 60})), "not valid yet")


def test_clocks_may_differ_a_little(issuer, trust, mint):
    trust()
    now = int(time.time())
    minted(mint(issuer.github(exp=now - 20, iat=now - 100, nbf=now - 100)))
    minted(mint(issuer.github(iat=now + 20, nbf=now + 20)))


@pytest.mark.parametrize("claim", ["exp", "iat", "nbf", "aud", "sub", "jti"])
def test_a_token_that_lacks_a_claim_is_refused(issuer, trust, mint, claim):
    trust()
    assert_no_token(mint(issuer.github(leave_out=[claim])), f"claim {claim}")


@pytest.mark.parametrize("exp", [10**12, 10**30, "9999999999999", "soon", [], float("inf")])
def test_an_expiry_out_of_reason_is_refused(issuer, trust, mint, exp):
    trust()
    assert_no_token(mint(issuer.github(exp=exp)))


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        "\0",
        "ü",
        "\ud800",
        "." * 9000,
        "a" * 40_000,
        encoded(b"[" * 9000) + ".e30.AA",
        5,
        None,
        [],
        {},
    ],
)
def test_what_is_no_token_is_refused(issuer, mint, token):
    assert mint(token).status_code == 422
    assert mint(token).json()["errors"][0]["description"].endswith(".")


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"5", b"\xff", b"[" * 50_000, b'{"token"'])
def test_a_body_that_is_no_request_is_refused(client, body):
    answer = client.post("/_/oidc/mint-token", body, content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "invalid-payload")


@pytest.mark.parametrize("iss", [None, 5, [], {}, "http://127.0.0.1:1", "\ud800"])
def test_an_issuer_of_any_shape_is_refused(issuer, mint, iss):
    head, claims = (
        encoded(json.dumps(part).encode()) for part in ({"alg": "RS256", "kid": "rsa"}, {"iss": iss})
    )
    assert_no_token(mint(f"{head}.{claims}.AA"))


def test_a_token_is_taken_once(issuer, trust, mint):
    trust()
    token = issuer.github()
    minted(mint(token))
    answer = mint(token)
    assert answer.status_code == 422
    assert "used already" in answer.json()["errors"][0]["description"]
    assert ApiToken.objects.filter(user=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_token_sent_four_times_at_once_is_taken_once(issuer, trust):
    trust()
    minted(Client().post("/_/oidc/mint-token", {"token": issuer.github()}, content_type="application/json"))
    token, gate, statuses = issuer.github(), threading.Barrier(4), []

    def send():
        gate.wait()
        answer = Client().post("/_/oidc/mint-token", {"token": token}, content_type="application/json")
        statuses.append(answer.status_code)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 422, 422, 422]
    assert ApiToken.objects.filter(user=None).count() == 2


def test_a_used_token_is_remembered_until_it_is_refused_for_its_age(issuer, trust, mint, clock):
    trust()
    start = int(time.time())
    token = issuer.github(exp=start + 100)
    minted(mint(token))
    clock.move_to(start + 129, tick=False)  # the last second in which its age alone would let it in
    tasks.forget_expired_tokens()
    assert "used already" in mint(token).json()["errors"][0]["description"]
    clock.move_to(start + 161, tick=False)
    tasks.forget_expired_tokens()
    assert not UsedIdentityToken.objects.exists()
    assert "expired" in mint(token).json()["errors"][0]["description"]


def test_the_same_id_of_two_issuers_is_two_tokens(issuer, trust, mint, settings):
    trust()
    minted(mint(issuer.github(jti="one")))
    with issuers.running() as second:
        settings.OIDC_ISSUERS = settings.OIDC_ISSUERS | {second.url: "github"}
        trust(of=second)
        minted(mint(second.github(jti="one")))
