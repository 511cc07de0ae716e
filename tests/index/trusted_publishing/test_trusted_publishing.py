"""`/_/oidc/`: which identity tokens earn an upload token, and what that may do."""

import base64
import hmac
import json
import time
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken
from config.env import env_issuers
from index import tasks
from index.models import (
    DistributionFile,
    IssuerKeys,
    JournalEntry,
    Project,
    Role,
    TrustedPublisher,
    UsedIdentityToken,
)
from index.trusted_publishing import publishers
from index.trusted_publishing.identities import GitHub, GitLab, Other
from moderation import flags
from moderation.models import Flag
from tests import issuer as issuers
from tests.distributions import make_sdist, make_wheel
from tests.factories import NOW, make_project, make_user

pytestmark = pytest.mark.django_db

RELEASE = GitHub("Ann", "tides", "release.yml")


@pytest.fixture
def issuer(settings):
    with issuers.running() as issuer:
        settings.OIDC_ISSUERS = {issuer.url: "github"}
        settings.OIDC_AUDIENCE = "127.0.0.1:8000"
        yield issuer


@pytest.fixture
def trust(issuer, ann, tides):
    def add(identity=RELEASE, *, project=tides, owner_id="", actor=ann, of=issuer):
        return publishers.add(
            project=project, issuer=of.url, identity=identity, owner_id=owner_id, actor=actor, now=NOW
        )

    return add


@pytest.fixture
def trust_name(issuer, ann):
    def add(name="sampleproject", identity=RELEASE, *, actor=ann):
        return publishers.add_pending(
            name=name, issuer=issuer.url, identity=identity, owner_id="", actor=actor, now=NOW
        )

    return add


@pytest.fixture
def clock(time_machine):
    """The time; it runs on from where it is moved to."""
    time_machine.move_to(timezone.now())
    return time_machine


@pytest.fixture
def mint(client):
    def post(token):
        return client.post("/_/oidc/mint-token", {"token": token}, content_type="application/json")

    return post


def minted(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["token"]


def assert_no_token(answer, *words, code="invalid-token", status=422):
    assert answer.status_code == status, answer.content
    [error] = answer.json()["errors"]
    assert error["code"] == code
    for word in words:
        assert word in error["description"]
    assert not ApiToken.objects.filter(user=None).exists()
    assert not UsedIdentityToken.objects.exists()


# The way it goes


def test_the_audience_is_the_host_of_this_index(client, issuer):
    assert client.get("/_/oidc/audience").json() == {"audience": "127.0.0.1:8000"}


def test_the_right_claims_mint_a_token_that_uploads(issuer, trust, mint, upload, ann):
    trust()
    answer = mint(issuer.github())
    assert answer.json()["success"] is True
    assert abs(answer.json()["expires"] - time.time() - 15 * 60) < 5
    assert upload(token=minted(answer)).status_code == 200
    assert DistributionFile.objects.get().uploader == ann


def test_the_journal_names_the_publisher_and_not_a_person(issuer, trust, mint, upload):
    trust()
    upload(token=minted(mint(issuer.github())))
    actors = JournalEntry.objects.filter(action__startswith="add bdist_wheel").values_list("actor", flat=True)
    assert list(actors) == ["trusted publisher ann/tides"]


def test_only_a_digest_of_the_minted_token_is_stored(issuer, trust, mint):
    trust()
    text = minted(mint(issuer.github()))
    row = ApiToken.objects.get(user=None)
    assert text not in str(vars(row))
    assert not row.for_whole_account


def test_a_minted_token_expires_after_a_quarter_of_an_hour(issuer, trust, mint, upload, clock):
    trust()
    text = minted(mint(issuer.github()))
    clock.shift(timedelta(minutes=15, seconds=1))
    assert "expired" in upload(token=text).reason_phrase


def test_one_token_is_for_every_project_that_trusts_the_build(issuer, trust, mint, upload, ann):
    trust()
    trust(project=make_project("moons", owner=ann))
    text = minted(mint(issuer.github()))
    assert upload(token=text).status_code == 200
    assert upload(make_wheel("moons"), token=text).status_code == 200


def test_a_minted_token_is_for_no_other_project(issuer, trust, mint, upload, ann):
    trust()
    make_project("moons", owner=ann)
    text = minted(mint(issuer.github()))
    assert "not for the project moons" in upload(make_wheel("moons"), token=text).reason_phrase
    assert "not for the project suns" in upload(make_wheel("suns"), token=text).reason_phrase


def test_who_trusts_a_stranger_s_build_gets_none_of_its_standing(issuer, trust, mint, upload, ann):
    """Whose the upload is depends on the project, never on who else trusts the same build."""
    eve = make_user("eve")
    trust(project=make_project("evil", owner=eve), actor=eve)
    trust()
    text = minted(mint(issuer.github()))
    assert upload(token=text).status_code == 200
    eve.is_active = False
    eve.save()
    assert upload(make_sdist(), token=text).status_code == 200
    assert {file.uploader for file in DistributionFile.objects.all()} == {ann}


def test_an_es256_token_is_taken_too(issuer, trust, mint):
    trust()
    minted(mint(issuer.github(key=issuers.EC_KEY, kid="ec", algorithm="ES256")))


def test_a_client_can_burn_a_minted_token(issuer, trust, mint, upload, token):
    trust()
    text = minted(mint(issuer.github()))
    for burnt in (text, text, "pypi-never", token):
        answer = Client().post("/_/oidc/burn-token", {"token": burnt}, content_type="application/json")
        assert answer.status_code == 202
    assert "revoked" in upload(token=text).reason_phrase
    assert upload(token=token).status_code == 200  # a person's own is revoked on its page alone


# Tokens that are not believed


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


def encoded(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


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


def test_expired_minted_tokens_are_cleared_and_others_kept(issuer, trust, mint, token, clock):
    trust()
    minted(mint(issuer.github()))
    tasks.forget_expired_tokens()
    assert ApiToken.objects.filter(user=None).exists()
    clock.shift(timedelta(hours=1))
    tasks.forget_expired_tokens()
    assert ApiToken.objects.get().user is not None


# Builds that are not trusted


def test_a_build_of_another_repository_is_refused(issuer, trust, mint):
    trust()
    assert_no_token(
        mint(issuer.github("eve/tides")), "No project here trusts eve/tides", code="invalid-publisher"
    )


def test_a_build_of_another_workflow_is_refused(issuer, trust, mint):
    trust()
    for token in (
        issuer.github(workflow="tests.yml"),
        issuer.github(workflow="RELEASE.yml"),
        issuer.github(workflow="release.yml@evil.yml"),
        issuer.github(of="eve/tides"),
        issuer.github(job_workflow_ref=""),
        issuer.github(job_workflow_ref=["ann/tides/.github/workflows/release.yml"]),
        issuer.github(leave_out=["job_workflow_ref"]),
    ):
        assert_no_token(mint(token), "for sampleproject", "release.yml", code="invalid-publisher")


def test_a_build_of_a_renamed_environment_is_refused(issuer, trust, mint):
    trust(GitHub("ann", "tides", "release.yml", "release"))
    for token in (issuer.github(environment="staging"), issuer.github()):
        assert_no_token(mint(token), "environment must be release", code="invalid-publisher")
    minted(mint(issuer.github(environment="Release")))


def test_names_of_accounts_are_the_same_in_any_case(issuer, trust, mint):
    trust()
    minted(mint(issuer.github("ANN/Tides")))


def test_who_takes_the_name_of_a_deleted_account_is_refused(issuer, trust, mint):
    trust()
    minted(mint(issuer.github()))
    answer = mint(issuer.github(repository_owner_id="999"))
    assert (answer.status_code, ApiToken.objects.filter(user=None).count()) == (422, 1)
    assert "number 101" in answer.json()["errors"][0]["description"]


def test_an_owner_s_number_that_was_given_counts_from_the_first_token_on(issuer, trust, mint):
    trust(owner_id="7")
    assert_no_token(mint(issuer.github()), "number 7", code="invalid-publisher")


def test_a_removed_publisher_mints_no_token_and_its_tokens_upload_nothing(issuer, trust, mint, upload, ann):
    publisher = trust()
    text = minted(mint(issuer.github()))
    publishers.remove(publisher=publisher, actor=ann, now=NOW)
    assert "not for the project sampleproject" in upload(token=text).reason_phrase
    assert mint(issuer.github()).status_code == 422
    trust()
    assert "not for the project" in upload(token=text).reason_phrase


def test_a_publisher_ends_with_the_ownership_of_who_added_it(issuer, trust, mint, upload):
    trust()
    text = minted(mint(issuer.github()))
    Role.objects.update(kind=Role.Kind.MAINTAINER)
    assert "not for the project sampleproject" in upload(token=text).reason_phrase
    assert "an owner adds the publisher again" in mint(issuer.github()).json()["errors"][0]["description"]


def test_a_publisher_ends_with_the_account_that_added_it(issuer, trust, mint, upload, ann):
    trust()
    text = minted(mint(issuer.github()))
    ann.is_active = False
    ann.save()
    assert upload(token=text).status_code == 403
    assert mint(issuer.github()).status_code == 422


def test_a_removed_project_has_no_publishers(issuer, trust, mint, upload, tides):
    trust()
    text = minted(mint(issuer.github()))
    Project.objects.update(removed_at=NOW)
    assert upload(token=text).status_code == 403
    assert mint(issuer.github()).status_code == 422


def test_an_issuer_that_the_operator_takes_away_mints_no_token(issuer, trust, mint, settings):
    trust()
    settings.OIDC_ISSUERS = {}
    assert_no_token(mint(issuer.github()), "does not know the issuer")


# Other kinds


def test_a_gitlab_pipeline_is_known_by_project_file_and_environment(issuer, trust, mint, settings):
    settings.OIDC_ISSUERS = {issuer.url: "gitlab"}
    trust(GitLab("ann/deep", "tides", ".gitlab-ci.yml", "release"))
    for token in (
        issuer.gitlab("ann/deep/tides", environment="staging"),
        issuer.gitlab("ann/deep/tides", config="other.yml", environment="release"),
        issuer.gitlab("ann/deep/tides", environment="release", ci_config_ref_uri=None),
        issuer.gitlab("ann/tides", environment="release"),
    ):
        assert_no_token(mint(token), code="invalid-publisher")
    minted(mint(issuer.gitlab("Ann/deep/tides", environment="release")))


def test_another_issuer_is_known_by_subject_and_claims_to_the_letter(issuer, trust, mint, settings):
    settings.OIDC_ISSUERS = {issuer.url: "other"}
    trust(Other("job:7", {"branch": "main", "protected": "true"}))
    for claims in (
        {"sub": "job:7", "branch": "Main", "protected": True},
        {"sub": "job:7", "branch": "main", "protected": False},
        {"sub": "job:7", "branch": "main"},
        {"sub": "JOB:7", "branch": "main", "protected": True},
        {"sub": "job:\0", "branch": "main", "protected": True},
        {"sub": "job:\ud800", "branch": "main", "protected": True},
    ):
        assert_no_token(mint(issuer.token(**claims)), code="invalid-publisher")
    minted(mint(issuer.token(sub="job:7", branch="main", protected=True)))


# Pending publishers


def test_the_first_upload_creates_the_project_and_settles_the_publisher(
    issuer, trust_name, mint, upload, ann
):
    trust_name("Sample.Project")
    text = minted(mint(issuer.github()))
    assert upload(make_wheel("sample-project"), token=text).status_code == 200
    project = Project.objects.get()
    assert Role.objects.get(project=project, kind=Role.Kind.OWNER).user == ann
    publisher = project.publishers.get()
    assert publisher.pending_name == ""
    assert upload(make_sdist("sample-project"), token=text).status_code == 200
    minted(mint(issuer.github()))
    assert list(JournalEntry.objects.order_by("pk").values_list("action", flat=True))[:2] == [
        "create",
        "add trusted publisher",
    ]


def test_a_pending_publisher_creates_no_other_project(issuer, trust_name, mint, upload):
    trust_name()
    text = minted(mint(issuer.github()))
    assert "not for the project other" in upload(make_wheel("other"), token=text).reason_phrase


def test_a_pending_publisher_needs_a_verified_address_of_its_account(issuer, trust_name, mint, upload):
    eve = make_user("eve", is_verified=False)
    trust_name(actor=eve)
    text = minted(mint(issuer.github()))
    answer = upload(token=text)
    assert answer.status_code == 403
    assert "eve has none yet" in answer.reason_phrase
    assert not Project.objects.exists()


def test_a_name_that_somebody_takes_meanwhile_ends_the_pending_publisher(issuer, trust_name, mint, upload):
    trust_name()
    text = minted(mint(issuer.github()))
    make_project("sampleproject")
    assert "not for the project sampleproject" in upload(token=text).reason_phrase
    assert "taken meanwhile" in mint(issuer.github()).json()["errors"][0]["description"]


def test_of_two_pending_publishers_of_a_name_the_first_upload_wins(issuer, trust_name, mint, upload, ann):
    trust_name(identity=GitHub("eve", "tides", "release.yml"), actor=make_user("eve"))
    trust_name()
    eves = minted(mint(issuer.github("eve/tides")))
    assert upload(token=minted(mint(issuer.github()))).status_code == 200
    assert "not for the project sampleproject" in upload(make_sdist(), token=eves).reason_phrase
    assert Role.objects.get().user == ann


# The issuer's keys


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


# Limits and switches


def test_minting_is_limited_by_address(issuer, mint):
    codes = [mint("x").status_code for _ in range(61)]
    assert set(codes[:60]) == {422}
    answer = mint("x")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


@pytest.mark.parametrize("flag", [Flag.Id.NO_UPLOADS, Flag.Id.READ_ONLY])
def test_no_token_is_minted_while_uploads_are_closed(issuer, trust, mint, flag):
    trust()
    flags.set_flag(id_=flag, enabled=True, actor="ada", reason="r", notice="We rest.", now=timezone.now())
    assert_no_token(mint(issuer.github()), "Uploads are closed", "We rest.", code="not-enabled")


def test_what_cannot_be_added_is_told_in_one_sentence(issuer, trust, trust_name, ann):
    trust()
    with pytest.raises(publishers.NotAdded, match="trusted already"):
        trust()
    with pytest.raises(publishers.NotAdded, match="taken"):
        trust_name("SampleProject")
    for number in range(publishers.MAX_PENDING_PER_ACCOUNT):
        trust_name(f"name{number}")
    with pytest.raises(publishers.NotAdded, match="remove one first"):
        trust_name("another")
    assert TrustedPublisher.objects.filter(project=None).count() == publishers.MAX_PENDING_PER_ACCOUNT
