"""Attestations (PEP 740): which of them are believed at an upload."""

import base64
import copy
import hashlib
import json
import sys
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from pypi_attestations import Distribution, Provenance
from sigstore.models import TrustedRoot
from sigstore.verify import Verifier

from config.env import env_trust_root
from index import storage
from index.models import DistributionFile, Project
from index.models import Provenance as Stored
from index.trusted_publishing import attestations, publishers
from index.trusted_publishing.identities import GitHub, GitLab, Other
from tests import issuer as issuers
from tests.distributions import make_sdist, make_wheel
from tests.factories import NOW
from tests.sigstore import GITHUB, GITLAB, SIGNED_AT, SLSA, Sigstore, b64, der, new_key

pytestmark = pytest.mark.django_db

FILENAME, CONTENT = make_wheel()
ADDRESS = f"/integrity/sampleproject/1.0/{FILENAME}/provenance"
BY_GITLAB = {
    "site": GITLAB,
    "issuer": GITLAB,
    "repository": "sea/tides",
    "config": "//ci/release.yml",
    "owner_id": "72",
}


@pytest.fixture(autouse=True)
def _empty_store(settings, tmp_path):
    options = {"location": tmp_path / "packages", "base_url": "/packages/"}
    distributions = settings.STORAGES["distributions"] | {"OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"distributions": distributions}


def assert_refused(answer, *words):
    """One sentence, and nothing stored."""
    assert answer.status_code == 400, answer.content
    assert answer.content.decode().count("\n") == 1
    assert answer.reason_phrase.isascii()
    for word in words:
        assert word in answer.reason_phrase
    assert not DistributionFile.objects.exists()
    assert not Stored.objects.exists()
    path = DistributionFile(filename=FILENAME, sha256=hashlib.sha256(CONTENT).hexdigest()).path
    with pytest.raises(FileNotFoundError):
        storage.open_file(path)


def provenance(client, address=ADDRESS):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.json()


# What is believed


def test_both_kinds_of_attestation_are_verified_and_served_as_they_came(client, sigstore, attested):
    sent = [
        sigstore.attest(FILENAME, CONTENT),
        sigstore.attest(FILENAME, CONTENT, predicate_type=SLSA),
    ]
    assert attested(*sent).status_code == 200
    publisher = {"kind": "GitHub", "repository": "ann/tides", "workflow": "release.yml", "environment": None}
    assert provenance(client) == {
        "version": 1,
        "attestation_bundles": [{"publisher": publisher, "attestations": sent}],
    }


def test_what_is_served_convinces_a_client_that_verifies_for_itself(client, sigstore, attested, settings):
    attested(sigstore.attest(FILENAME, CONTENT))
    told = Provenance.model_validate_json(client.get(ADDRESS).content)
    [bundle] = told.attestation_bundles
    verifier = Verifier(trusted_root=TrustedRoot.from_file(settings.SIGSTORE_TRUST_ROOT))
    verifier.verify_dsse(bundle.attestations[0].to_bundle(), bundle.publisher._as_policy())
    [subject] = bundle.attestations[0].statement["subject"]
    file = DistributionFile.objects.get()
    assert Distribution(name=subject["name"], digest=subject["digest"]["sha256"]) == Distribution(
        name=file.filename, digest=file.sha256
    )


def test_a_build_on_gitlab_attests_too(client, sigstore, minted, upload):
    token = minted(GitLab("sea", "tides", "ci/release.yml"), issuer=GITLAB)
    sent = sigstore.attest(FILENAME, CONTENT, **BY_GITLAB)
    assert upload(token=token, attestations=json.dumps([sent])).status_code == 200
    [bundle] = provenance(client)["attestation_bundles"]
    assert bundle["publisher"] == {
        "kind": "GitLab",
        "repository": "sea/tides",
        "workflow_filepath": "ci/release.yml",
        "environment": None,
    }


def test_the_case_in_which_an_owner_wrote_the_repository_does_not_matter(client, sigstore, minted, upload):
    """Clients compare the served name with the certificate to the letter."""
    token = minted(GitHub("ANN", "tides", "release.yml"))
    sent = sigstore.attest(FILENAME, CONTENT, repository="Ann/Tides")
    assert upload(token=token, attestations=json.dumps([sent])).status_code == 200
    [bundle] = provenance(client)["attestation_bundles"]
    assert bundle["publisher"]["repository"] == "Ann/Tides"
    assert DistributionFile.objects.get().repository_url == "https://github.com/Ann/Tides"


def test_an_sdist_is_attested_like_a_wheel(client, sigstore, attested):
    filename, content = make_sdist()
    assert attested(sigstore.attest(filename, content), distribution=(filename, content)).status_code == 200
    assert provenance(client, f"/integrity/sampleproject/1.0/{filename}/provenance")["version"] == 1


def test_what_was_not_verified_is_not_served(client, sigstore, attested):
    sent = sigstore.attest(FILENAME, CONTENT)
    stuffed = copy.deepcopy(sent) | {"spam": "buy"}
    stuffed["envelope"]["signature"] = "\n!" + stuffed["envelope"]["signature"]
    stuffed["verification_material"]["transparency_entries"].append({"spam": "buy"})
    assert attested(stuffed).status_code == 200
    [bundle] = provenance(client)["attestation_bundles"]
    assert bundle["attestations"] == [sent]


def test_a_pending_publisher_s_first_upload_is_attested_too(client, sigstore, minted, upload, ann):
    minted()
    name, content = make_wheel("moons")
    publishers.add_pending(
        name="moons",
        issuer=GITHUB,
        identity=GitHub("ann", "tides", "release.yml"),
        owner_id="",
        actor=ann,
        now=NOW,
    )
    claims = issuers.Issuer(GITHUB).github()
    token = client.post("/_/oidc/mint-token", {"token": claims}, content_type="application/json").json()
    sent = json.dumps([sigstore.attest(name, content)])
    assert upload((name, content), token=token["token"], attestations=sent).status_code == 200
    assert Project.objects.get(normalized_name="moons").releases.get().files.get().provenance


@pytest.mark.parametrize("field", [None, "", "[]"])
def test_an_upload_without_attestations_works_as_ever(client, sigstore, attested, field):
    assert attested(attestations=field).status_code == 200
    assert client.get(ADDRESS).status_code == 404


def test_the_same_file_sent_again_changes_nothing(client, sigstore, attested):
    assert attested(attestations=None).status_code == 200
    again = attested(sigstore.attest(FILENAME, CONTENT))
    assert again.status_code == 200
    assert b"here already" in again.content
    assert not Stored.objects.exists()


def test_an_index_that_cannot_verify_ignores_attestations(client, attested, monkeypatch):
    monkeypatch.setitem(sys.modules, "pypi_attestations", None)  # as if it were not installed
    assert attested({"version": 1}).status_code == 200
    assert not Stored.objects.exists()


def test_the_trust_root_that_comes_with_sigstore_is_the_default(settings, attested):
    """It is read from the package, without a network and without a copy in anybody's home."""
    assert settings.SIGSTORE_TRUST_ROOT == ""
    assert_refused(attested(Sigstore().attest(FILENAME, CONTENT)), "certificate chain")
    hosts = [log.base_url for log in attestations._verifier("")._trusted_root._inner.tlogs]
    assert "https://rekor.sigstore.dev" in hosts


# What is refused: forms


@pytest.mark.parametrize(
    "field",
    [
        "no JSON",
        "{}",
        '"text"',
        "[1]",
        "[{}]",
        '[{"version": 2}]',
        "[" * 100_000,
        '[{"version": 1, "verification_material": {"certificate": "\\ud800"}}]',
    ],
    ids=lambda field: field[:30],
)
def test_what_is_no_list_of_attestations_is_refused(sigstore, attested, field):
    assert_refused(attested(attestations=field), "not a JSON array of attestations")


def test_three_attestations_are_too_many(sigstore, attested):
    assert_refused(attested(*3 * [sigstore.attest(FILENAME, CONTENT)]), "3 attestations", "at most 2")


def test_two_attestations_of_one_type_are_refused(sigstore, attested):
    sent = sigstore.attest(FILENAME, CONTENT)
    assert_refused(attested(sent, sent), "of one type")
    assert_refused(attested(sent, sigstore.attest(FILENAME, CONTENT)), "of one type")


def test_attestations_that_are_too_large_are_refused_unread(sigstore, attested):
    assert_refused(attested(attestations=f"[{' ' * 256 * 1024}]"), "256 KiB")


def test_the_field_is_taken_once(sigstore, attested):
    sent = json.dumps([sigstore.attest(FILENAME, CONTENT)])
    assert_refused(attested(attestations=[sent, sent]), "attestations is given more than once")


# What is refused: by whom it was sent


def test_a_person_s_upload_cannot_be_attested(sigstore, upload, tides):
    sent = json.dumps([sigstore.attest(FILENAME, CONTENT)])
    assert_refused(upload(attestations=sent), "trusted publishers on github.com and gitlab.com alone")


@pytest.mark.parametrize(
    ("kind", "identity"),
    [("github", GitHub("ann", "tides", "release.yml")), ("other", Other("repo:ann/tides"))],
)
def test_a_build_elsewhere_cannot_attest(settings, minted, upload, kind, identity):
    settings.OIDC_ISSUERS = {"https://ci.example": kind}
    token = minted(identity, issuer="https://ci.example")
    sent = json.dumps([Sigstore().attest(FILENAME, CONTENT, issuer="https://ci.example")])
    assert_refused(upload(token=token, attestations=sent), "github.com and gitlab.com alone")


# What is refused: what was signed, by whom and when


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"repository": "eve/tides"}, ["OIDCSourceRepositoryURI"]),
        ({"config": "/.github/workflows/evil.yml"}, ["Build Config URI"]),
        ({"issuer": "https://evil.example"}, ["OIDCIssuerV2"]),
        ({"site": "https://github.evil.example"}, ["OIDCSourceRepositoryURI"]),
        ({"logged": False}, ["SCT"]),
        ({"signed_at": SIGNED_AT - timedelta(hours=1)}, ["certificate chain"]),
        ({"integrated_at": SIGNED_AT + timedelta(hours=1)}, ["certificate chain"]),
        ({"payload_type": "text/plain"}, ["invalid signature"]),
        ({"predicate_type": "https://example.com/rumour/v1"}, ["type", "rumour", "unknown"]),
        ({"subjects": []}, ["no statement on one file"]),
        ({"subjects": [{"name": FILENAME, "digest": {}}]}, ["no statement on one file"]),
        ({"sha256": "0" * 64}, ["is of", "0000", "the very file"]),
    ],
    ids=str,
)
def test_what_a_build_of_this_publisher_did_not_sign_of_this_file_is_refused(
    sigstore, attested, changes, words
):
    assert_refused(attested(sigstore.attest(FILENAME, CONTENT, **changes)), *words)


def test_an_attestation_of_another_file_is_refused(sigstore, attested):
    other = sigstore.attest("sampleproject-1.0.tar.gz", CONTENT)
    assert_refused(attested(other), "'sampleproject-1.0.tar.gz'", "the very file")


def test_an_attestation_of_two_files_is_refused(sigstore, attested):
    subject = {"name": FILENAME, "digest": {"sha256": hashlib.sha256(CONTENT).hexdigest()}}
    both = sigstore.attest(FILENAME, CONTENT, subjects=[subject, subject])
    assert_refused(attested(both), "no statement on one file")


@pytest.mark.parametrize("statement", [b"no JSON", b"[]", b"[" * 50_000, b'{"_type": "\xff"}'])
def test_a_signed_statement_that_says_nothing_is_refused(sigstore, attested, statement):
    assert_refused(attested(sigstore.signed(statement)), "attestation of")


def test_one_bad_attestation_refuses_the_upload_whatever_the_other_is(sigstore, attested):
    good = sigstore.attest(FILENAME, CONTENT)
    bad = sigstore.attest(FILENAME, CONTENT, predicate_type=SLSA, repository="eve/tides")
    assert_refused(attested(good, bad), "cannot be verified")
    assert_refused(attested(bad, good), "cannot be verified")


def test_another_sigstore_s_attestation_is_refused(sigstore, attested):
    assert_refused(attested(Sigstore().attest(FILENAME, CONTENT)), "certificate chain")


@pytest.mark.parametrize("log", ["log_key", "certificate_log_key"])
def test_what_another_log_vouches_for_is_refused(sigstore, attested, log):
    setattr(sigstore, log, new_key())
    assert_refused(attested(sigstore.attest(FILENAME, CONTENT)), "cannot be verified", "keyring")


def test_a_repository_whose_name_went_to_another_account_does_not_attest(sigstore, minted, upload):
    token = minted(owner_id="101")
    sent = json.dumps([sigstore.attest(FILENAME, CONTENT, owner_id="666")])
    assert_refused(upload(token=token, attestations=sent), "OwnerIdentifier")


def _changed(attestation, *path, to):
    *way, last = path
    place = attestation
    for step in way:
        place = place[step]
    place[last] = to(place[last])
    return attestation


def _other_bits(text):
    content = bytearray(base64.b64decode(text))
    content[-3] ^= 1
    return b64(bytes(content))


ENTRY = ("verification_material", "transparency_entries", 0)


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("envelope", "signature"), _other_bits),
        (("envelope", "statement"), _other_bits),
        (("envelope", "statement"), lambda _: ""),
        (("verification_material", "certificate"), _other_bits),
        (("verification_material", "certificate"), lambda _: b64(b"none")),
        (("verification_material", "transparency_entries"), lambda _: [{}]),
        ((*ENTRY, "canonicalizedBody"), _other_bits),
        ((*ENTRY, "canonicalizedBody"), lambda _: b64(b"{}")),
        ((*ENTRY, "integratedTime"), lambda _: str(int(SIGNED_AT.timestamp()) + 1)),
        ((*ENTRY, "integratedTime"), lambda _: "18446744073709551615"),
        ((*ENTRY, "logIndex"), lambda _: "9" * 5000),
        ((*ENTRY, "kindVersion"), lambda _: {"kind": "hashedrekord", "version": "0.0.1"}),
        ((*ENTRY, "inclusionPromise", "signedEntryTimestamp"), _other_bits),
        ((*ENTRY, "inclusionPromise"), lambda _: None),
        ((*ENTRY, "inclusionProof"), lambda _: None),
        ((*ENTRY, "inclusionProof", "hashes"), lambda _: []),
        ((*ENTRY, "inclusionProof", "hashes", 0), _other_bits),
        ((*ENTRY, "inclusionProof", "treeSize"), lambda _: "0"),
        ((*ENTRY, "inclusionProof", "checkpoint"), lambda _: None),
        ((*ENTRY, "inclusionProof", "checkpoint", "envelope"), lambda note: note.replace("\n2\n", "\n3\n")),
        ((*ENTRY, "inclusionProof", "checkpoint", "envelope"), lambda _: "\n\n"),
    ],
    ids=lambda part: "/".join(map(str, part[-2:])) if isinstance(part, tuple) else "",
)
def test_an_attestation_that_was_tampered_with_is_refused(sigstore, attested, path, to):
    assert_refused(attested(_changed(sigstore.attest(FILENAME, CONTENT), *path, to=to)), "cannot be verified")


def test_junk_beside_the_log_s_signature_does_not_break_the_database(client, sigstore, attested):
    junk = _changed(
        sigstore.attest(FILENAME, CONTENT),
        *(*ENTRY, "inclusionProof", "checkpoint", "envelope"),
        to=lambda note: f"{note}\0 and more\n",
    )
    assert attested(junk).status_code == 200
    assert provenance(client)["attestation_bundles"][0]["attestations"] == [junk]


def test_a_certificate_without_the_claims_of_a_build_is_refused(sigstore, attested):
    sent = sigstore.attest(FILENAME, CONTENT)
    sent["verification_material"]["certificate"] = b64(der(sigstore.authority))
    assert_refused(attested(sent), "cannot be verified")


# Settings


@pytest.mark.parametrize(
    "content", [None, "no JSON", "[]", '{"mediaType": "text/plain"}', '{"mediaType": 1}']
)
def test_a_trust_root_that_is_none_is_seen_at_the_start(monkeypatch, tmp_path, content):
    path = tmp_path / "trusted_root.json"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("SIGSTORE_TRUST_ROOT", str(path))
    with pytest.raises(ImproperlyConfigured, match="SIGSTORE_TRUST_ROOT"):
        env_trust_root("SIGSTORE_TRUST_ROOT")


def test_a_trust_root_is_taken_and_none_is_fine(monkeypatch, tmp_path):
    path = tmp_path / "trusted_root.json"
    path.write_text(json.dumps(Sigstore().trusted_root()))
    monkeypatch.setenv("SIGSTORE_TRUST_ROOT", str(path))
    assert env_trust_root("SIGSTORE_TRUST_ROOT") == str(path)
    monkeypatch.delenv("SIGSTORE_TRUST_ROOT")
    assert env_trust_root("SIGSTORE_TRUST_ROOT") == ""
