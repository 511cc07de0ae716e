"""`/_/oidc/`: what earns an upload token, what that may do and how long, and when none is made."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken
from index import tasks
from index.models import DistributionFile, JournalEntry
from moderation import flags
from moderation.models import Flag
from tests import issuer as issuers
from tests.distributions import make_sdist, make_wheel
from tests.factories import make_project, make_user
from tests.index.trusted_publishing.minting import assert_no_token, minted

pytestmark = pytest.mark.django_db


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


def test_expired_minted_tokens_are_cleared_and_others_kept(issuer, trust, mint, token, clock):
    trust()
    minted(mint(issuer.github()))
    tasks.forget_expired_tokens()
    assert ApiToken.objects.filter(user=None).exists()
    clock.shift(timedelta(hours=1))
    tasks.forget_expired_tokens()
    assert ApiToken.objects.get().user is not None


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
