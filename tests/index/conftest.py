"""Uploading as an upload client does it."""

import base64
import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from index.models import IssuerKeys
from index.trusted_publishing import publishers
from index.trusted_publishing.identities import GitHub
from tests import issuer as issuers
from tests.distributions import make_wheel
from tests.factories import NOW, make_project, make_token, make_user
from tests.sigstore import GITHUB, GITLAB, Sigstore


def authorization(token, username="__token__"):
    return "Basic " + base64.b64encode(f"{username}:{token}".encode()).decode()


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def token(ann):
    _, text = make_token(ann)
    return text


@pytest.fixture
def upload(client, token):
    """Send one file; `form` changes the form, a field of None is left out."""

    def send(distribution=None, *, token=token, username="__token__", sent_as=None, headers=None, **form):
        filename, content = distribution or make_wheel()
        name, version = filename.removesuffix(".tar.gz").split("-")[:2]
        fields = {
            ":action": "file_upload",
            "protocol_version": "1",
            "name": name,
            "version": version,
            "filetype": "sdist" if filename.endswith(".tar.gz") else "bdist_wheel",
            "sha256_digest": hashlib.sha256(content).hexdigest(),
            "content": SimpleUploadedFile(sent_as or filename, content),
        } | form
        data = {field: value for field, value in fields.items() if value is not None}
        headers = {"authorization": authorization(token, username)} if headers is None else headers
        return client.post("/legacy/", data, headers=headers)

    return send


@pytest.fixture
def sigstore(settings, tmp_path):
    """The one whose signatures this index believes."""
    sigstore = Sigstore()
    path = tmp_path / "trusted_root.json"
    path.write_text(json.dumps(sigstore.trusted_root()))
    settings.SIGSTORE_TRUST_ROOT = str(path)
    return sigstore


@pytest.fixture
def tides(ann):
    return make_project("sampleproject", owner=ann)


@pytest.fixture
def minted(client, settings, ann, tides):
    """A token that a build got for its identity token, the issuer's keys being known already."""

    def mint(identity=None, *, issuer=GITHUB, owner_id=""):
        known = issuers.Issuer(issuer)
        settings.OIDC_AUDIENCE = "127.0.0.1:8000"
        IssuerKeys.objects.create(issuer=issuer, keys=known.keys, fetched_at=timezone.now())
        identity = identity or GitHub("ann", "tides", "release.yml")
        publishers.add(project=tides, issuer=issuer, identity=identity, owner_id=owner_id, actor=ann, now=NOW)
        claims = known.gitlab("sea/tides", "ci/release.yml") if issuer == GITLAB else known.github()
        answer = client.post("/_/oidc/mint-token", {"token": claims}, content_type="application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()["token"]

    return mint


@pytest.fixture
def attested(upload, minted):
    """Upload the wheel with these attestations by a build on GitHub."""
    token = None

    def send(*sent, distribution=None, **form):
        nonlocal token
        token = token or minted()
        return upload(distribution, token=token, **{"attestations": json.dumps(sent)} | form)

    return send
