"""A build publishes without a stored token: real uv and twine, an issuer on the loopback address."""

import json
import os
import sys
import urllib.request

import pytest
from pypi_attestations import Provenance

from tests import issuer as issuers
from tests.distributions import make_sdist, make_wheel
from tests.flows import tls
from tests.flows.site import Site, create_user, services, twine
from tests.sigstore import GITHUB, Sigstore

PENDING = """
from django.utils import timezone
from accounts.models import User
from index.trusted_publishing import publishers
from index.trusted_publishing.identities import GitHub
publishers.add_pending(
    name="tide-reader", issuer={issuer!r}, identity=GitHub("ann", "tides", "release.yml"), owner_id="",
    actor=User.objects.get(username="ann"), now=timezone.now())
"""

KNOWN_KEYS = """
import json
from django.utils import timezone
from index.models import IssuerKeys
IssuerKeys.objects.create(issuer={issuer!r}, keys=json.loads({keys!r}), fetched_at=timezone.now())
"""


@pytest.fixture
def issuer():
    with issuers.running() as issuer:
        yield issuer


@pytest.fixture
def sigstore():
    return Sigstore()


@pytest.fixture
def site(tmp_path, issuer, sigstore):
    """A site behind TLS that knows the issuer and the sigstore."""
    certificate, key = tls.make_certificate(tmp_path)
    (tmp_path / "trusted_root.json").write_text(json.dumps(sigstore.trusted_root()))
    with services(f"gatehouse_flow_{os.getpid()}") as environment:
        site = Site(tmp_path)
        with tls.in_front_of(site.port, certificate=certificate, key=key) as port:
            site.https_url = f"https://127.0.0.1:{port}"
            site.environment |= environment | {
                "SITE_URL": site.https_url,
                "OIDC_ISSUERS": f"github={issuer.url}",
                "SIGSTORE_TRUST_ROOT": str(tmp_path / "trusted_root.json"),
            }
            try:
                prepared = site.run(sys.executable, "bin/prepare")
                assert prepared.returncode == 0, prepared.stderr
                site.start_web()
                yield site
            finally:
                site.stop()


def uv_publish(site, issuer, tmp_path, distribution):
    """`uv publish` as it runs in a job of GitHub Actions, with no token in sight."""
    filename, content = distribution
    (tmp_path / filename).write_bytes(content)
    files = f"{tmp_path / filename}*"  # it, and what is attested of it
    return site.run(
        *("uv", "publish", "--no-cache", "--trusted-publishing", "always"),
        *("--publish-url", f"{site.https_url}/legacy/", files),
        GITHUB_ACTIONS="true",
        ACTIONS_ID_TOKEN_REQUEST_URL=f"{issuer.url}/build-token?version=1",
        ACTIONS_ID_TOKEN_REQUEST_TOKEN="of the job",
        SSL_CERT_FILE=str(tmp_path / "certificate.pem"),
    )


def mint(site, issuer):
    audience = site.https_url.removeprefix("https://")
    body = json.dumps({"token": issuer.github(aud=audience, **issuer.build_claims)}).encode()
    with urllib.request.urlopen(f"{site.url}/_/oidc/mint-token", body, timeout=20) as answer:
        return json.load(answer)["token"]


def test_a_build_creates_a_project_and_publishes_to_it_without_a_stored_token(site, issuer, tmp_path):
    create_user(site, "ann", "--verified")
    refused = uv_publish(site, issuer, tmp_path, make_wheel("tide-reader"))
    assert refused.returncode != 0
    assert "No project here trusts ann/tides" in " ".join(refused.stderr.split())

    site.manage("shell", "--no-imports", "-c", PENDING.format(issuer=issuer.url))
    published = uv_publish(site, issuer, tmp_path, make_wheel("tide-reader"))
    assert published.returncode == 0, published.stderr
    published = uv_publish(site, issuer, tmp_path, make_sdist("tide-reader"))
    assert published.returncode == 0, published.stderr

    other = uv_publish(site, issuer, tmp_path, make_wheel("other-project"))
    assert other.returncode != 0
    assert "not for the project other-project" in other.stderr

    code, said = twine(site, mint(site, issuer), tmp_path / "dist", make_wheel("tide-reader", "1.1"))
    assert code == 0, said
    with urllib.request.urlopen(f"{site.url}/simple/tide-reader/", timeout=20) as page:
        text = page.read().decode()
    assert text.count("</a>") == 3


def write_attestation(folder, sigstore, distribution):
    """As `pypi-attestations sign` leaves it beside the file."""
    filename, content = distribution
    folder.mkdir(exist_ok=True)
    path = folder / f"{filename}.publish.attestation"
    path.write_text(json.dumps(sigstore.attest(filename, content)))
    return path


def test_what_uv_and_twine_attest_is_verified_and_served(site, issuer, sigstore, tmp_path):
    create_user(site, "ann", "--verified")
    site.manage("shell", "--no-imports", "-c", PENDING.format(issuer=GITHUB))
    known = KNOWN_KEYS.format(issuer=GITHUB, keys=json.dumps(issuer.keys))
    site.manage("shell", "--no-imports", "-c", known)
    issuer.build_claims = {"iss": GITHUB}

    write_attestation(tmp_path, Sigstore(), make_wheel("tide-reader"))
    refused = uv_publish(site, issuer, tmp_path, make_wheel("tide-reader"))
    assert refused.returncode != 0
    assert "cannot be verified" in " ".join(refused.stderr.split())  # it breaks lines where it likes

    write_attestation(tmp_path, sigstore, make_wheel("tide-reader"))
    published = uv_publish(site, issuer, tmp_path, make_wheel("tide-reader"))
    assert published.returncode == 0, published.stderr

    attestation = write_attestation(tmp_path / "dist", sigstore, make_sdist("tide-reader"))
    options = ["--attestations", str(attestation)]
    code, said = twine(
        site, mint(site, issuer), tmp_path / "dist", make_sdist("tide-reader"), options=options
    )
    assert code == 0, said

    accept = {"Accept": "application/vnd.pypi.simple.v1+json"}
    request = urllib.request.Request(f"{site.url}/simple/tide-reader/", headers=accept)
    with urllib.request.urlopen(request, timeout=20) as page:
        files = json.load(page)["files"]
    assert len(files) == 2
    for file in files:
        with urllib.request.urlopen(file["provenance"].replace(site.https_url, site.url), timeout=20) as page:
            [bundle] = Provenance.model_validate_json(page.read()).attestation_bundles
        assert bundle.publisher.repository == "ann/tides"
