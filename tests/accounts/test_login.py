"""Logging in: who is let in, and how little is told to who is not."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth import hashers
from django.test import Client
from django.utils import timezone

from accounts import freezing
from accounts.logging_in import authentication
from accounts.models import KnownDevice, LoginFailures, RefusalCount
from tests.factories import NOW, PASSWORD, make_token, make_user, signup_form
from tests.index.conftest import authorization
from tests.mails import delivered

pytestmark = pytest.mark.django_db

PAGE = "/account/login/"


def log_in(client, login="ann", password=PASSWORD, **headers):
    return client.post(PAGE, {"login": login, "password": password}, **headers)


def log_out(client):
    """As a browser does: its other cookies stay."""
    client.post("/account/logout/")


def told(answer):
    """The page but for what was typed and the token against forgery."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return answer.status_code, re.sub(r'name="login"\s+value="[^"]*"', "", page)


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.mark.parametrize("login", ["ann", "ANN", " ann ", "ann@example.com", "Ann@Example.COM"])
def test_a_name_or_a_verified_address_lets_in(client, ann, login):
    assert log_in(client, login).status_code == 302


def test_an_address_that_is_not_verified_lets_nobody_in(client, ann):
    EmailAddress.objects.update(verified=False)
    assert log_in(client, "ann@example.com").status_code == 200


@pytest.mark.parametrize("login", ["eve", "ann@example.com", "eve@example.com", "__token__", "x" * 300])
def test_every_failure_says_the_same(client, ann, login):
    assert told(log_in(client, login, "a wrong password")) == told(log_in(client, "ann", "a wrong password"))


def test_a_frozen_account_is_told_from_a_wrong_password_by_nobody(client, ann):
    make_user("bob")
    freezing.freeze(user=ann, actor="ada", reason="sends spam", now=NOW)
    assert told(log_in(client, "ann")) == told(log_in(client, "bob", "a wrong password"))


@pytest.mark.parametrize(
    "login", ["ann", "ann@example.com", "eve", "eve@example.com", "frozen", "no-password"]
)
@pytest.mark.parametrize("password", ["a wrong password", PASSWORD])
def test_each_answer_takes_one_hash_whoever_is_asked_for(client, ann, monkeypatch, login, password):
    freezing.freeze(user=make_user("frozen"), actor="ada", reason="spam", now=NOW)
    lame = make_user("no-password")
    lame.set_unusable_password()
    lame.save()
    hashed = []
    real = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda *arguments: hashed.append(1) or real(*arguments)
    )
    log_in(client, login, password)
    assert len(hashed) == 1


def test_a_known_and_an_unknown_name_take_the_same_queries(client, ann, django_assert_num_queries):
    log_in(client, "x")  # what only the first request asks for
    for login in ("ann", "eve", "ann@example.com", "eve@example.com"):
        with django_assert_num_queries(FAILED_LOGIN_QUERIES):
            log_in(Client(), login, "a wrong password")


FAILED_LOGIN_QUERIES = 11


def test_a_password_that_nobody_can_have_is_not_hashed(client, ann, monkeypatch):
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", None)
    assert log_in(client, "ann", "x" * 100_000).status_code == 200


def test_the_next_page_is_one_of_ours(client, ann):
    answer = client.post(f"{PAGE}?next=https://evil.example/", {"login": "ann", "password": PASSWORD})
    assert answer["Location"] == "/manage/projects/"


# --- Too many attempts ---


def fail(client, times, login="ann", **headers):
    return [log_in(client, login, f"guess {number}", **headers) for number in range(times)]


def test_after_five_failures_even_the_right_password_must_wait_and_the_answer_says_how_long(client, ann):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert {answer.status_code for answer in fail(client, 5)} == {200}
        answer = log_in(client)
        assert (answer.status_code, answer["Retry-After"]) == (429, "30")
        assert "try again in 30 seconds" in answer.content.decode()
        clock.shift(31)
        assert log_in(client).status_code == 302
    assert RefusalCount.objects.get(gates="LOGIN").code == "too_many_attempts"


def test_each_further_failure_doubles_the_wait(client, ann):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        fail(client, 5)
        for wait in (30, 60, 120, 240):
            assert log_in(client)["Retry-After"] == str(wait)
            clock.shift(wait)
            assert log_in(client, password="wrong again").status_code == 200


def test_unknown_names_must_wait_as_known_ones(client, ann):
    assert told(fail(client, 6, "eve")[-1]) == told(fail(Client(), 6, "ann")[-1])


def test_name_and_address_of_an_account_are_one_count(client, ann):
    fail(client, 3, "ann")
    assert fail(client, 3, "ann@example.com")[-1].status_code == 429


def test_what_is_refused_is_counted_before_it_is_hashed(client, ann, monkeypatch):
    fail(client, 5)
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", None)
    assert log_in(client).status_code == 429


def test_many_names_from_one_place_must_wait_too_wherever_in_its_network(client, ann):
    for number in range(30):
        fail(client, 1, f"name{number}", REMOTE_ADDR=f"2001:db8:0:1::{number:x}")
    assert log_in(client, REMOTE_ADDR="2001:db8:0:1:ffff::1").status_code == 429
    assert log_in(client, REMOTE_ADDR="2001:db8:0:2::1").status_code == 302


def test_an_address_that_the_visitor_made_up_is_not_counted(client, ann):
    for number in range(6):
        answer = fail(client, 1, headers={"X-Forwarded-For": f"203.0.113.{number}"})[0]
    assert answer.status_code == 429


def test_strangers_cannot_keep_the_owner_out_of_a_browser_that_was_let_in_before(client, ann):
    log_in(client)
    log_out(client)
    for number in range(60):
        fail(Client(), 1, REMOTE_ADDR=f"198.51.100.{number}")
    assert log_in(Client(), REMOTE_ADDR="192.0.2.1").status_code == 429
    assert log_in(client, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_success_ends_the_count_of_one_s_own_and_not_that_of_the_place(client, ann):
    fail(client, 4)
    fail(client, 3, "eve")
    log_in(client)
    assert fail(Client(), 5)[-1].status_code == 200
    assert LoginFailures.objects.order_by("-count").first().count == 4 + 3 + 5


def test_wrong_tokens_at_the_upload_door_count_with_wrong_passwords(client, ann):
    _, good = make_token(ann)
    wrong = authorization(make_token(make_user("bea"))[1])
    bea = make_user("cleo")
    bea.api_tokens.all().delete()
    type(bea).objects.get(username="bea").api_tokens.all().delete()
    answers = [client.post("/legacy/", headers={"Authorization": wrong}) for _ in range(31)]
    assert (answers[0].status_code, answers[-1].status_code) == (403, 429)
    assert log_in(client).status_code == 429
    answer = client.post("/legacy/", headers={"Authorization": authorization(good)})
    assert answer.status_code == 400, "a good token works whatever others there have tried"


@pytest.mark.django_db(transaction=True)
def test_many_attempts_at_once_are_no_more_than_one_after_another(ann):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def attempt(number):
        try:
            return log_in(Client(), password=f"guess {number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(attempt, range(24)))
    assert statuses.count(200) == 5
    assert statuses.count(429) == 19


# --- Devices ---


def test_a_login_from_a_browser_not_seen_before_is_told_by_mail_once(client, ann):
    log_in(client, headers={"User-Agent": "Netscape <b>4</b>"})
    [message] = delivered()
    assert message.to == ["ann@example.com"]
    assert "Netscape <b>4</b>" in message.body
    assert "<b>" not in message.alternatives[0][0]
    assert "127.0.0.1" in message.body
    log_out(client)
    log_in(client)
    assert len(delivered()) == 1
    log_in(Client())
    assert len(delivered()) == 2


def test_the_browser_that_signed_up_is_known_and_told_of_by_no_mail(client):
    client.post("/account/register/", signup_form())
    assert [message.subject.partition(" ")[0] for message in delivered()] == ["Welcome"]
    EmailAddress.objects.update(verified=True)
    log_out(client)
    log_in(client)
    assert len(delivered()) == 1


def test_a_browser_known_to_one_account_is_new_to_another(client, ann):
    make_user("bob")
    log_in(client)
    log_out(client)
    log_in(client, "bob")
    assert [message.to for message in delivered()] == [["ann@example.com"], ["bob@example.com"]]


def test_a_device_is_stored_as_a_digest_and_its_cookie_is_closed(client, ann, settings):
    cookie = log_in(client).cookies[settings.DEVICE_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie.value not in str(KnownDevice.objects.values())


def test_a_cookie_of_somebody_s_own_making_is_no_device(client, ann, settings):
    client.cookies[settings.DEVICE_COOKIE_NAME] = "x"
    assert log_in(client).cookies[settings.DEVICE_COOKIE_NAME].value != "x"
    assert delivered()


def test_accounts_forget_what_they_keep_for_a_while(client, ann):
    from accounts import tasks

    log_in(client)
    fail(Client(), 1, "eve")
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        tasks.forget()
    assert not KnownDevice.objects.exists()
    assert not LoginFailures.objects.exists()


def test_who_is_asked_for_is_found_by_an_index(ann, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert authentication.account_of("ann@example.com") == ann
    with django_assert_num_queries(1):
        assert authentication.account_of("ann") == ann


@pytest.mark.parametrize("client_name", ["a\0b", "Mozilla/5.0 \0 Firefox/128.0"])
def test_a_nul_in_the_name_of_a_browser_keeps_nobody_out(client, ann, client_name):
    """Our own server refuses such a header, another may not."""
    assert log_in(client, headers={"user-agent": client_name}).status_code == 302
    assert client.get("/account/sessions/", headers={"user-agent": client_name}).status_code == 200


@pytest.mark.parametrize("cookie", ["SESSION_COOKIE_NAME", "DEVICE_COOKIE_NAME", "CSRF_COOKIE_NAME"])
def test_a_nul_that_is_spelt_in_a_cookie_is_nobody_s(client, ann, settings, cookie):
    spelt = f'{getattr(settings, cookie)}="{"a" * 20}\\000{"b" * 11}"'
    assert client.get("/manage/projects/", headers={"cookie": spelt}).status_code == 302
    assert log_in(Client(), headers={"cookie": spelt}).status_code == 302


def test_an_api_token_is_no_password(client, ann):
    _, token = make_token(ann)
    assert log_in(client, password=token).status_code == 200
    assert client.get("/manage/projects/").status_code == 302
