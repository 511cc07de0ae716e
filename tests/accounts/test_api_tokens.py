"""The token page, `/manage/account/token/`: making tokens, their end, their list."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts import tasks
from accounts.api_tokens import tokens
from accounts.models import ApiToken, Mail
from tests.factories import PASSWORD, make_project, make_token, make_user
from tests.mails import delivered

pytestmark = pytest.mark.django_db

PAGE = "/manage/account/token/"
TODAY = datetime(2026, 2, 17, 19, 22, tzinfo=UTC)


@pytest.fixture
def ann(client):
    """Logged in, and asked for the password just now."""
    user = make_user("ann")
    client.post("/account/login/", {"login": "ann", "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    delivered().clear()
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


def test_making_one_asks_for_the_password_and_then_makes_what_was_typed(client):
    make_user("ann")
    client.post("/account/login/", {"login": "ann", "password": PASSWORD})
    assert client.get(PAGE).status_code == 200, "looking at them does not"
    asked = client.post(f"{PAGE}?project=tides", {"description": "laptop"})
    assert asked["Location"].startswith("/account/reauthenticate/")
    assert not ApiToken.objects.exists()
    client.post(PAGE, {"description": "laptop", "lifetime": "30"})
    answer = client.post(f"/account/reauthenticate/?next={PAGE}", {"password": PASSWORD})
    assert "Your new token" in answer.content.decode()
    assert ApiToken.objects.get().description == "laptop"
    assert 'action="/manage/account/token/"' in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "expires_at"),
    [
        ({}, None),
        ({"lifetime": "30"}, TODAY + timedelta(days=30)),
        ({"lifetime": "date", "expires_on": "2026-02-17"}, datetime(2026, 2, 18, tzinfo=UTC)),
        ({"lifetime": "date", "expires_on": "2027-01-31"}, datetime(2027, 2, 1, tzinfo=UTC)),
    ],
)
def test_a_token_may_have_an_end(client, time_machine, fields, expires_at):
    time_machine.move_to(TODAY, tick=False)
    make_user("ann")
    client.post("/account/login/", {"login": "ann", "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post(PAGE, {"description": "ci"} | fields)
    assert ApiToken.objects.get().expires_at == expires_at


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"lifetime": "date"}, "Name the last day"),
        ({"lifetime": "date", "expires_on": "2020-01-01"}, "from today on"),
        ({"lifetime": "date", "expires_on": "9999-12-31"}, "within the next ten years"),
        ({"lifetime": "date", "expires_on": "tomorrow"}, "year-month-day"),
        ({"lifetime": "30", "expires_on": "2030-01-01"}, "choose “At the end of the day below”"),
        ({"lifetime": "forever"}, "not one of the available choices"),
    ],
)
def test_an_end_that_cannot_be_is_said_so_and_keeps_what_was_typed(client, ann, fields, sentence):
    page = client.post(PAGE, {"description": "my laptop"} | fields).content.decode()
    assert sentence in page
    assert 'value="my laptop"' in page
    assert not ApiToken.objects.exists()


def test_the_list_says_when_each_ends_and_from_where_it_was_used(client, ann):
    old, _ = make_token(ann, expires_at=timezone.now() - timedelta(hours=1))
    ApiToken.objects.filter(pk=old.pk).update(last_used_at=timezone.now(), last_used_from="192.0.2.7")
    page = client.get(PAGE).content.decode()
    assert ">expired</span>" in page
    assert "from 192.0.2.7" in page


def test_the_list_comes_in_pages(client, ann, django_assert_max_num_queries):
    for _ in range(52):
        make_token(ann, make_project(owner=ann))
    with django_assert_max_num_queries(12):
        page = client.get(PAGE).content.decode()
    assert page.count("/revoke/") == 50
    assert "Page 1 of 2" in page


def test_a_new_token_and_its_end_are_told_by_mail(client, ann):
    page = client.post(PAGE, {"description": "laptop", "lifetime": "7"}).content.decode()
    text = re.search(r'<code id="token">(pypi-\w+)</code>', page)[1]
    client.post(f"{PAGE}{ApiToken.objects.get().pk}/revoke/")
    client.post(f"{PAGE}{ApiToken.objects.get().pk}/revoke/")
    made, revoked = delivered()
    assert made.to == revoked.to == ["ann@example.com"]
    assert "laptop" in made.body
    assert "the whole account" in made.body
    assert "was revoked" in revoked.subject
    assert not any(text in message.body for message in (made, revoked))
    assert not Mail.objects.filter(text__contains=text).exists()


def test_the_address_of_the_last_use_is_forgotten_in_time(ann, settings):
    settings.KEEP_ADDRESSES_DAYS = 90
    now = timezone.now()
    for days in (91, 89):
        row, _ = make_token(ann)
        used = {"last_used_at": now - timedelta(days=days), "last_used_from": "192.0.2.7"}
        ApiToken.objects.filter(pk=row.pk).update(**used)
    tasks.forget()
    tasks.forget()
    assert list(ApiToken.objects.order_by("id").values_list("last_used_from", flat=True)) == [
        None,
        "192.0.2.7",
    ]
    assert not ApiToken.objects.filter(last_used_at=None).exists()
