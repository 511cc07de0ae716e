"""The CAPTCHA of sign-up, while its service cannot be reached."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from accounts.captcha import CaptchaField, add_captcha

KEYS = {"public_key": "public", "private_key": "private"}


def test_a_service_that_does_not_answer_is_a_refusal_in_words(settings):
    settings.RECAPTCHA_DOMAIN = "127.0.0.1:9"  # nobody listens there
    with pytest.raises(ValidationError, match="does not answer"):
        CaptchaField(**KEYS).clean("token")


def test_the_widget_has_no_inline_script(settings):
    settings.RECAPTCHA_PUBLIC_KEY, settings.RECAPTCHA_PRIVATE_KEY = "public", "private"
    form = forms.Form()
    add_captcha(form)
    html = str(form["captcha"])
    assert 'data-sitekey="public"' in html
    assert html.count("<script") == html.count("<script src=") == 1
