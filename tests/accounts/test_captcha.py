"""The CAPTCHA of sign-up, while its service cannot be reached, and when it says no."""

import pytest
from django import forms
from django_recaptcha.client import RecaptchaResponse

from accounts.models import RefusalCount, User
from accounts.signing_up.captcha import CaptchaField, add_captcha
from tests.factories import signup_form

PAGE = "/account/register/"


@pytest.fixture
def captcha(settings):
    settings.CAPTCHA_ENABLED = True
    settings.RECAPTCHA_PUBLIC_KEY, settings.RECAPTCHA_PRIVATE_KEY = "public", "private"
    settings.RECAPTCHA_DOMAIN = "127.0.0.1:9"  # nobody listens there


@pytest.fixture
def service_says(monkeypatch):
    def say(is_valid):
        monkeypatch.setattr(
            "django_recaptcha.fields.client.submit", lambda **_: RecaptchaResponse(is_valid=is_valid)
        )

    return say


def send(client, token="token"):
    return client.post(PAGE, signup_form() | {"g-recaptcha-response": token})


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["token", ""])
def test_a_service_that_does_not_answer_is_a_refusal_in_words_counted_and_the_page_stays(
    client, captcha, token
):
    assert client.get(PAGE).status_code == 200
    answer = send(client, token)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert "The CAPTCHA service does not answer" in page
    assert 'value="ann"' in page
    assert RefusalCount.objects.get().code == "captcha_unreachable"
    assert not User.objects.exists()


@pytest.mark.django_db
def test_an_operator_may_stay_open_while_the_service_does_not_answer(client, captcha, settings):
    settings.CAPTCHA_WHEN_UNREACHABLE = "open"
    assert send(client).status_code == 302
    assert User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("policy", ["open", "closed"])
def test_an_answer_that_is_wrong_is_refused_whatever_the_policy(
    client, captcha, settings, service_says, policy
):
    settings.CAPTCHA_WHEN_UNREACHABLE = policy
    service_says(is_valid=False)
    assert send(client).status_code == 400
    assert RefusalCount.objects.get().code == "captcha_wrong"
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_solved_one_lets_in(client, captcha, service_says):
    service_says(is_valid=True)
    assert send(client).status_code == 302


def test_what_the_visitor_said_of_its_address_is_not_handed_on(rf):
    request = rf.get(PAGE, headers={"X-Forwarded-For": "203.0.113.7"})  # noqa: F841 - the package looks for this name
    assert CaptchaField("public", "private").get_remote_ip() == ""


def test_the_widget_has_no_inline_script(settings):
    settings.RECAPTCHA_PUBLIC_KEY, settings.RECAPTCHA_PRIVATE_KEY = "public", "private"
    form = forms.Form()
    add_captcha(form)
    html = str(form["captcha"])
    assert 'data-sitekey="public"' in html
    assert html.count("<script") == html.count("<script src=") == 1
