"""What Gatehouse decides for django-allauth."""

from types import SimpleNamespace

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts import hooks
from accounts.signup import SignupAttempt


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Asked for every look at the form, before anything is typed; the closed page shows the notice."""
        ask = hooks.first_refusal if request.method == "POST" else hooks.foreseen_refusal
        refusal = ask("SIGNUP_GATES", SignupAttempt())
        request.signup_refusal = refusal  # type: ignore[attr-defined]
        return refusal is None

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        """Built from the site's own address: a link from the Host header would be the visitor's choice."""
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def render_mail(
        self, template_prefix: str, email: str, context: dict, headers: dict | None = None
    ) -> object:
        site = SimpleNamespace(name=settings.SITE_NAME, domain=settings.SITE_HOST)
        return super().render_mail(template_prefix, email, context | {"current_site": site}, headers)
