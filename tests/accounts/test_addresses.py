"""The addresses of an account: added, verified, made primary, removed; and what a link is good for."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.factories import PASSWORD, make_user
from tests.mails import delivered, link_in

pytestmark = pytest.mark.django_db

PAGE = "/account/addresses/"


@pytest.fixture
def ann(client):
    user = make_user("ann")
    client.post("/account/login/", {"login": "ann", "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    delivered().clear()
    return user


def act(client, action, email):
    return client.post(PAGE, {f"action_{action}": "", "email": email}, follow=True)


def add(client, email="second@example.com"):
    act(client, "add", email)
    return link_in(next(message for message in delivered() if message.to == [email]))


def address(email="second@example.com"):
    return EmailAddress.objects.get(email=email)


def test_a_second_address_is_added_verified_made_primary_and_the_first_removed(client, ann):
    client.post(add(client))
    assert address().verified
    act(client, "primary", "second@example.com")
    act(client, "remove", "ann@example.com")
    assert list(ann.emailaddress_set.values_list("email", "primary", "verified")) == [
        ("second@example.com", True, True)
    ]
    assert User.objects.get().email == "second@example.com"


def test_each_change_is_told_to_the_address_it_takes_something_from(client, ann):
    client.post(add(client))
    act(client, "primary", "second@example.com")
    act(client, "remove", "ann@example.com")
    told = {(message.to[0], message.subject.partition(": ")[2]) for message in delivered()}
    assert ("ann@example.com", "your email address was changed") in told
    assert ("ann@example.com", "an email address was removed") in told


def test_an_address_that_was_never_verified_is_not_told_that_it_is_removed(client, ann):
    add(client)
    act(client, "remove", "second@example.com")
    told = [message.to[0] for message in delivered()]
    assert told == ["second@example.com", "ann@example.com", "ann@example.com"]  # verify; added; removed


def test_the_primary_address_is_not_removed(client, ann):
    client.post(add(client))
    act(client, "remove", "ann@example.com")
    assert EmailAddress.objects.filter(email="ann@example.com").exists()


def test_an_unverified_address_does_not_become_primary(client, ann):
    add(client)
    act(client, "primary", "second@example.com")
    assert not address().primary


def test_a_link_is_sent_again_on_request_and_seldom(client, ann):
    add(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=5)) as clock:
        for _ in range(6):
            act(client, "send", "second@example.com")
            clock.shift(120)
        assert len([message for message in delivered() if message.to == ["second@example.com"]]) == 3


def test_a_link_works_once(client, ann):
    link = add(client)
    client.post(link)
    assert "no longer works" in client.get(link).content.decode()
    assert client.post(link).status_code == 404


def test_a_link_expires(client, ann):
    link = add(client)
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert "no longer works" in client.get(link).content.decode()
        client.post(link)
    assert not address().verified


def test_a_link_is_for_one_address_of_one_account(client, ann):
    link = add(client)
    act(client, "remove", "second@example.com")
    make_user("bob")
    stranger = Client()
    stranger.post("/account/login/", {"login": "bob", "password": PASSWORD})
    stranger.post("/account/reauthenticate/", {"password": PASSWORD})
    act(stranger, "add", "second@example.com")
    client.post(link)
    assert not address().verified


def test_a_link_that_was_changed_is_worth_nothing(client, ann):
    link = add(client)
    for changed in (link[:-2] + "x/", link.replace("verify-email/", "verify-email/X")):
        assert client.post(changed).status_code == 404
    assert not address().verified


def test_opening_a_link_verifies_nothing(client, ann):
    """Programs that look for viruses open every link."""
    link = add(client)
    client.get(link)
    assert not address().verified


def test_adding_an_address_of_another_account_tells_nothing(client, ann):
    make_user("bob")
    known = act(client, "add", "bob@example.com")
    unknown = act(client, "add", "nobody@example.com")
    assert known.redirect_chain == unknown.redirect_chain
    assert "is already" not in known.content.decode()


def test_an_address_that_another_account_has_verified_cannot_be_verified_again(client, ann):
    make_user("bob")
    client.post(add(client, "bob@example.com"))
    assert EmailAddress.objects.get(email="bob@example.com", verified=True).user.username == "bob"


def test_changing_addresses_asks_for_the_password_again_after_a_while(client, ann):
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        answer = client.post(PAGE, {"action_add": "", "email": "second@example.com"})
        assert "/account/reauthenticate/" in answer["Location"]
        assert not EmailAddress.objects.filter(email="second@example.com").exists()


def test_an_account_has_no_more_than_ten(client, ann):
    for number in range(12):
        with time_machine.travel(timezone.now() + timedelta(minutes=2 * number)):
            client.post("/account/reauthenticate/", {"password": PASSWORD})
            act(client, "add", f"address{number}@example.com")
    assert ann.emailaddress_set.count() == 10


def test_a_stranger_is_asked_to_log_in():
    assert Client().get(PAGE)["Location"] == f"/account/login/?next={PAGE}"
