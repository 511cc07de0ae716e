"""The forms of accounts."""

from typing import Any

from allauth.account.forms import AddEmailForm as AllauthAddEmailForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import ResetPasswordKeyForm as AllauthResetPasswordKeyForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.core import context
from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

from accounts import hooks
from accounts.passwords import password_reset
from accounts.signing_up import captcha
from accounts.signing_up.signup import AddressAttempt, SignupAttempt

OPENED_SALT = "accounts.sign-up form"
OPEN_FOR_SECONDS = 24 * 3600
MILLISECONDS = 1000


def opened_now() -> str:
    """When a form was first shown, signed: with it the form tells how long somebody took to fill it in."""
    return signing.dumps(int(timezone.now().timestamp() * MILLISECONDS), salt=OPENED_SALT)


def seconds_since(opened: str) -> float | None:
    """None where the mark is not ours, or too old."""
    try:
        at = signing.loads(opened, salt=OPENED_SALT)
    except signing.BadSignature:
        return None
    seconds = timezone.now().timestamp() - at / MILLISECONDS
    return seconds if 0 <= seconds < OPEN_FOR_SECONDS else None


class SignupForm(AllauthSignupForm):
    """Sign-up that asks every gate before an account exists."""

    opened = forms.CharField(widget=forms.HiddenInput, required=False, initial=opened_now)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.CAPTCHA_ENABLED:
            captcha.add_captcha(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            attempt = SignupAttempt(
                username=cleaned["username"],
                email=cleaned["email"],
                bait=cleaned.pop(settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD),
                seconds_to_fill=seconds_since(cleaned["opened"]),
                captcha=captcha.outcome_of(self),
            )
            cleaned[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD] = ""  # the gate has judged it
            if refusal := hooks.first_refusal("SIGNUP_GATES", attempt):
                self._refuse(refusal)
        return cleaned

    def _refuse(self, refusal: hooks.Refusal) -> None:
        context.request.refusal = refusal
        self.add_error(None, refusal.message)
        if refusal.code == "form_too_old":
            self.data = {**self.data.dict(), "opened": opened_now()}  # type: ignore[has-type]


class LoginForm(AllauthLoginForm):
    """Says to password managers what the first field is: the library calls it an address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class AddEmailForm(AllauthAddEmailForm):
    """One more address, if every gate agrees."""

    def clean_email(self) -> str:
        email = super().clean_email()
        attempt = AddressAttempt(username=self.user.username, email=email)
        if refusal := hooks.first_refusal("ADDRESS_GATES", attempt):
            raise forms.ValidationError(refusal.message, code=refusal.code)
        return email


class ResetPasswordForm(AllauthResetPasswordForm):
    """Asks nothing that the answer could tell: who the address belongs to is looked up by `password_reset`."""

    def clean_email(self) -> str:
        self.users: list = []
        return self.cleaned_data["email"].lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = self.cleaned_data["email"]
        password_reset.send_link(email=email)
        return email


class ResetPasswordKeyForm(AllauthResetPasswordKeyForm):
    """A new password; whoever had the old one may have made tokens, so they end unless somebody says otherwise."""

    keep_tokens = forms.BooleanField(
        required=False,
        label="Keep my API tokens working",
        help_text="Tick this only if you are sure that nobody else has used your account.",
    )

    def save(self) -> None:
        super().save()
        password_reset.finish(
            user=self.user, keeps_tokens=self.cleaned_data["keep_tokens"], now=timezone.now()
        )
