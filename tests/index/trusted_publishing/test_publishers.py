"""Trusted publishers from the first upload that settles one to what ends one."""

import pytest

from index.models import JournalEntry, Project, Role, TrustedPublisher
from index.trusted_publishing import publishers
from index.trusted_publishing.identities import GitHub
from tests.distributions import make_sdist, make_wheel
from tests.factories import NOW, make_project, make_user
from tests.index.trusted_publishing.minting import assert_no_token, minted

pytestmark = pytest.mark.django_db


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


# What ends one


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


# What cannot be added


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
