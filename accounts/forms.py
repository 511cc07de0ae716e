"""The forms of accounts."""

from typing import Any

from allauth.account.forms import AddEmailForm as AllauthAddEmailForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings

from accounts import hooks
from accounts.captcha import add_captcha
from accounts.signup import AddressAttempt, SignupAttempt


class SignupForm(AllauthSignupForm):
    """Sign-up that asks every gate before an account exists."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.CAPTCHA_ENABLED:
            add_captcha(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            attempt = SignupAttempt(username=cleaned["username"], email=cleaned["email"])
            if refusal := hooks.first_refusal("SIGNUP_GATES", attempt):
                self.add_error(None, refusal.message)
        return cleaned


class AddEmailForm(AllauthAddEmailForm):
    """One more address, if every gate agrees."""

    def clean_email(self) -> str:
        email = super().clean_email()
        attempt = AddressAttempt(username=self.user.username, email=email)
        if refusal := hooks.first_refusal("ADDRESS_GATES", attempt):
            raise forms.ValidationError(refusal.message)
        return email
