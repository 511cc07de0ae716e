"""The gates of sign-up, each by itself and through the page; each refusal is counted by its code."""

from itertools import permutations

import pytest
import time_machine
from django.utils import timezone

from accounts.models import RefusalCount, User
from accounts.signing_up import domains
from tests.factories import make_user, signup_form

pytestmark = pytest.mark.django_db

PAGE = "/account/register/"


def refused(client, **form):
    """The page's text and the code that was counted."""
    answer = client.post(PAGE, signup_form(**form))
    assert answer.status_code == 400
    assert not User.objects.filter(username="ann").exists()
    return answer.content.decode(), RefusalCount.objects.get(gates="SIGNUP_GATES").code


def test_a_bot_that_fills_in_what_people_do_not_see_is_refused_and_a_person_can_send_again(client):
    page, code = refused(client, website="https://spam.example/")
    assert code == "bait_taken"
    assert "https://spam.example/" not in page, "the second try has it empty"
    assert 'value="ann@example.com"' in page
    assert client.post(PAGE, signup_form()).status_code == 302


def test_a_form_that_comes_at_once_is_refused_and_the_same_form_is_good_later(client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        opened = client.get(PAGE).context["form"]["opened"].value()
        page, code = refused(client, opened=opened)
        assert code == "filled_in_too_fast"
        assert "send it once more" in page
        assert opened in page, "the time counts on"
        clock.shift(3)
        assert client.post(PAGE, signup_form(opened=opened)).status_code == 302


@pytest.mark.parametrize("opened", ["", "1", "x:y:z"])
def test_a_form_of_somebody_s_own_making_is_refused_and_gets_a_mark_of_ours(client, opened):
    page, code = refused(client, opened=opened)
    assert code == "form_too_old"
    assert 'name="opened" value=""' not in page


def test_forms_are_not_good_for_ever(client):
    form = signup_form()
    with time_machine.travel(timezone.now().timestamp() + 25 * 3600):
        assert client.post(PAGE, form).status_code == 400


@pytest.mark.parametrize("domain", ["mailinator.com", "MAILINATOR.COM", "sub.mailinator.com"])
def test_an_address_that_is_gone_in_minutes_is_refused(client, domain):
    assert refused(client, email=f"ann@{domain}")[1] == "disposable_address"


def test_an_address_that_is_gone_in_minutes_cannot_be_added_later_either(client):
    client.force_login(make_user("ann"))
    client.post("/account/reauthenticate/", {"password": "a long and quiet evening"})
    answer = client.post("/account/addresses/", {"email": "a@mailinator.com", "action_add": ""})
    assert "use one that lasts" in answer.content.decode()


def test_no_list_shuts_out_a_big_provider(monkeypatch):
    monkeypatch.setattr(domains, "blocklist", domains.blocklist | {"gmail.com", "inbox.ru", "ru", "com"})
    assert not domains.is_disposable("ann@gmail.com")
    assert not domains.is_disposable("ann@inbox.ru")
    assert not domains.is_disposable("ann@example.com")


def test_the_list_that_comes_with_the_package_has_no_big_provider():
    assert not domains.BIG_PROVIDERS & domains.blocklist


def test_the_operator_s_word_comes_before_every_list(settings):
    settings.MAIL_DOMAINS_REFUSED = {"gmail.com", "spam.example"}
    settings.MAIL_DOMAINS_ALLOWED = {"mailinator.com", "good.spam.example"}
    assert domains.is_disposable("ann@gmail.com")
    assert domains.is_disposable("ann@a.spam.example")
    assert not domains.is_disposable("ann@mailinator.com")
    assert not domains.is_disposable("ann@good.spam.example")


def test_a_look_at_the_form_counts_nothing(client):
    assert client.get(PAGE).status_code == 200
    assert not RefusalCount.objects.exists()


def test_no_two_big_providers_have_run_together():
    assert not [
        pair for pair in permutations(sorted(domains.BIG_PROVIDERS), 2) if pair[0].startswith(pair[1])
    ]
