"""Publishers that trust an issuer of our own."""

import pytest
from django.utils import timezone

from index.trusted_publishing import publishers
from tests import issuer as issuers
from tests.factories import NOW
from tests.index.trusted_publishing.minting import RELEASE


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
