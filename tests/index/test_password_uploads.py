"""PASSWORD_UPLOADS: what a password uploads where the operator lets it, and what it never opens."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from accounts import freezing
from accounts.models import LoginFailures
from index.models import Project, Role
from tests.distributions import make_wheel
from tests.factories import NOW, PASSWORD, make_project, make_user
from tests.index.conftest import authorization
from tests.index.uploading import assert_refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _let(settings):
    settings.PASSWORD_UPLOADS = True


@pytest.mark.parametrize("username", ["ann", "ANN", "ann@example.com"])
def test_user_name_or_verified_address_and_the_password_upload(upload, ann, username):
    answer = upload(token=PASSWORD, username=username)
    assert (answer.status_code, answer.content) == (200, b"Published.\n")
    assert Role.objects.get().user == ann
    assert not LoginFailures.objects.filter(count__gt=0).exists()


def test_tokens_upload_as_before(upload):
    assert upload().status_code == 200


def test_a_wrong_password_an_unknown_name_and_a_frozen_account_are_one_answer(upload, ann):
    make_user("bea", is_verified=False)
    freezing.freeze(user=make_user("cas"), actor="ada", reason="spam", now=NOW)
    tries = [("ann", "wrong"), ("nobody", PASSWORD), ("bea@example.com", PASSWORD), ("cas", PASSWORD)]
    answers = [upload(token=password, username=username) for username, password in tries]
    assert {(answer.status_code, answer.content) for answer in answers} == {(403, answers[0].content)}
    assert_refused(answers[0], 403, "No account opens")
    assert not Project.objects.exists()


def test_a_password_keeps_its_spaces(upload, ann):
    assert_refused(upload(token=f"{PASSWORD} ", username="ann"), 403, "No account opens")


def test_guesses_are_counted_with_those_at_the_login_page(client, upload, ann):
    for _ in range(5):
        upload(token="wrong", username="ann")
    answer = upload(token=PASSWORD, username="ann")
    assert answer.status_code == 429, "a right one must wait too, and is not looked at"
    assert int(answer["Retry-After"]) > 0
    page = client.post("/account/login/", {"login": "ann", "password": PASSWORD})
    assert page.status_code == 429


def test_an_account_with_a_second_factor_needs_a_token_and_only_its_owner_hears_why(upload, ann):
    TOTP.activate(ann, "A" * 32)
    assert_refused(upload(token=PASSWORD, username="ann"), 403, "second factor", "/manage/account/token/")
    assert_refused(upload(token="wrong", username="ann"), 403, "No account opens")
    assert not Project.objects.exists()


def test_a_password_uploads_to_no_stranger_s_project(upload, ann):
    make_project("sampleproject")
    assert_refused(upload(make_wheel(), token=PASSWORD, username="ann"), 403, "may not upload")


def test_reading_a_private_index_takes_no_password(client, ann, settings):
    settings.READERS_LOG_IN = True
    answer = client.get("/simple/", headers={"authorization": authorization(PASSWORD, "ann")})
    assert answer.status_code == 401
    assert "API token" in answer.reason_phrase


def test_the_wait_ends(upload, ann, time_machine):
    for _ in range(5):
        upload(token="wrong", username="ann")
    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    assert upload(token=PASSWORD, username="ann").status_code == 200
