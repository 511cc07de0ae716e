"""The token page, `/manage/account/token/`."""

import re

import pytest

from accounts import tokens
from accounts.models import ApiToken
from tests.factories import make_project, make_token, make_user

pytestmark = pytest.mark.django_db

PAGE = "/manage/account/token/"


@pytest.fixture
def ann(client):
    user = make_user("ann")
    client.force_login(user)
    return user


def test_a_stranger_is_asked_to_log_in(client):
    answer = client.get(PAGE)
    assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={PAGE}")


def test_a_token_is_shown_once_and_stored_as_a_digest_only(client, ann):
    page = client.post(PAGE, {"description": "laptop", "scope": ""}).content.decode()
    text = re.search(r'<code id="token">(pypi-\w+)</code>', page)[1]
    row = ApiToken.objects.get()
    assert row.digest == tokens.digest(text)
    assert row.for_whole_account
    assert text not in str(ApiToken.objects.values())
    assert text not in client.get(PAGE).content.decode()


def test_a_token_can_be_for_one_project(client, ann):
    project = make_project("tides", owner=ann)
    client.post(PAGE, {"description": "for tides", "scope": project.pk})
    row = ApiToken.objects.get()
    assert (row.for_whole_account, row.scope.project) == (False, project)


def test_a_token_cannot_be_for_a_stranger_s_project(client, ann):
    answer = client.post(PAGE, {"description": "mine now", "scope": make_project("theirs").pk})
    assert answer.status_code == 200
    assert not ApiToken.objects.exists()


def test_a_token_needs_a_name_and_the_form_says_so(client, ann):
    page = client.post(PAGE, {"description": "", "scope": ""}).content.decode()
    assert "This field is required" in page
    assert not ApiToken.objects.exists()


def test_revoking_ends_a_token(client, ann):
    token, _ = make_token(ann)
    client.post(f"{PAGE}{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at


def test_a_stranger_s_token_is_not_found(client, ann):
    token, _ = make_token(make_user())
    assert client.post(f"{PAGE}{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None
