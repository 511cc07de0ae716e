"""The forms of accounts."""

from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from django.conf import settings

from accounts import hooks
from accounts.captcha import add_captcha
from accounts.signup import SignupAttempt


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
