"""Signing up, verifying, logging in: `/account/…`."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from accounts.models import RefusalCount, User
from moderation import flags
from moderation.models import Flag
from tests.factories import PASSWORD, make_user, signup_form
from tests.mails import delivered, link_in

pytestmark = pytest.mark.django_db


def sign_up(client, **changes):
    return client.post("/account/register/", signup_form(**changes))


def test_signing_up_makes_an_account_that_is_logged_in_and_not_verified(client):
    assert sign_up(client).status_code == 302
    user = User.objects.get(username="ann")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not user.has_verified_address


def test_the_mail_holds_a_link_to_this_site_whatever_host_the_visitor_named(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/account/register/", signup_form(), headers={"host": "evil.example"})
    assert settings.SITE_URL in delivered()[0].body
    assert "evil.example" not in delivered()[0].body


def test_following_the_link_verifies_only_after_the_button(client):
    sign_up(client)
    link = link_in(delivered()[0])
    assert client.get(link).status_code == 200
    assert not User.objects.get(username="ann").has_verified_address
    client.post(link)
    assert User.objects.get(username="ann").has_verified_address


def test_an_unverified_account_can_log_in(client):
    make_user("bob", is_verified=False)
    answer = client.post("/account/login/", {"login": "bob", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, reverse("manage_projects"))


def test_bad_input_keeps_what_was_typed_and_says_what_is_wrong_beside_the_field(client):
    answer = sign_up(client, username="no spaces please", password1="short")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="no spaces please"' in page
    assert "Use up to 50 letters" in page
    assert "too short" in page
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "username", ["__token__", "Admin", "zero\u200bwidth", "ünicode", "a" * 51, "-ann", "ann\0"]
)
def test_user_names_that_could_deceive_are_refused(client, username):
    sign_up(client, username=username)
    assert not User.objects.exists()


def test_user_names_differ_by_more_than_case(client):
    make_user("Ann")
    sign_up(client)
    assert User.objects.count() == 1


def test_sign_up_tells_nobody_whether_an_address_is_known(client):
    make_user("first", is_verified=True)
    known = sign_up(client, username="second", email="first@example.com")
    client.logout()
    unknown = sign_up(client, username="third", email="new@example.com")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_an_address_can_be_verified_by_one_account_only(client):
    make_user("first", is_verified=True)
    sign_up(client, username="second", email="first@example.com")
    for mail in delivered():
        if "/account/verify-email/" in mail.body:
            client.post(link_in(mail))
    assert EmailAddress.objects.filter(email="first@example.com", verified=True).count() == 1


def test_a_bot_that_fills_the_honeypot_gets_no_account(client):
    sign_up(client, website="https://spam.example/")
    assert not User.objects.exists()


def test_nobody_becomes_staff_by_asking(client):
    sign_up(client, is_staff="1", is_superuser="1", granted_standing="trusted")
    user = User.objects.get(username="ann")
    assert (user.is_staff, user.is_superuser, user.granted_standing) == (False, False, "")


def test_a_switch_closes_sign_up_with_its_notice(client, now):
    flags.set_flag(
        id_=Flag.Id.NO_NEW_USERS,
        enabled=True,
        actor="ada",
        reason="a wave",
        notice="We rest until Monday.",
        now=now,
    )
    for answer in (client.get("/account/register/"), sign_up(client)):
        page = answer.content.decode()
        assert "We rest until Monday." in page
        assert "/help/#admin-intervention" in page
    assert not User.objects.exists()
    refusals = RefusalCount.objects.filter(gates="SIGNUP_GATES", code=Flag.Id.NO_NEW_USERS)
    assert sum(row.count for row in refusals) == 1, "a look at the form is no attempt"


def test_a_closed_page_tells_the_expected_end(client):
    end = timezone.now().replace(microsecond=0) + timedelta(hours=2)
    flags.set_flag(
        id_=Flag.Id.NO_NEW_USERS,
        enabled=True,
        actor="ada",
        reason="a wave",
        expires_at=end,
        now=timezone.now(),
    )
    answer = sign_up(client)
    assert 7100 < int(answer["Retry-After"]) <= 7200
    assert f'datetime="{end.isoformat()}"' in answer.content.decode()


def test_logging_in_stays_possible_while_sign_up_is_closed(client, now):
    make_user("bob")
    flags.set_flag(id_=Flag.Id.NO_NEW_USERS, enabled=True, actor="ada", reason="a wave", now=now)
    assert client.post("/account/login/", {"login": "bob", "password": PASSWORD}).status_code == 302


def test_a_wrong_password_says_the_same_for_known_and_unknown_names(client):
    make_user("bob")
    known = client.post("/account/login/", {"login": "bob", "password": "wrong"}).content.decode()
    unknown = client.post("/account/login/", {"login": "eve", "password": "wrong"}).content.decode()

    def told(page):
        return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page.replace("eve", "bob"))

    assert told(known) == told(unknown)


def test_guessing_passwords_is_slowed_down(client):
    make_user("bob")
    answers = [client.post("/account/login/", {"login": "bob", "password": f"guess {n}"}) for n in range(12)]
    page = client.post("/account/login/", {"login": "bob", "password": PASSWORD})
    assert answers[0].status_code == 200
    assert page.status_code != 302
