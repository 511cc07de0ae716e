"""What Gatehouse decides for django-allauth."""

import logging
from types import SimpleNamespace

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import hooks, outbox
from accounts.signup import SignupAttempt

logger = logging.getLogger(__name__)

# Whoever knows an address can have these sent to it, so a mailbox gets only so many a day, whoever asked.
ASKED_BY_STRANGERS = frozenset(
    {
        "account/email/account_already_exists",
        "account/email/email_confirmation",
        "account/email/email_confirmation_signup",
        "account/email/password_reset_key",
        "account/email/unknown_account",
    }
)


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

    def send_account_already_exists_mail(self, email: str) -> None:
        context = {"password_reset_url": settings.SITE_URL + reverse("account_reset_password")}
        self.send_mail("account/email/account_already_exists", email, context)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Into the outbox: no request waits for a mail server, and what is rolled back is not told."""
        now = timezone.now()
        if template_prefix in ASKED_BY_STRANGERS and outbox.is_bombed(
            recipient=email, kinds=ASKED_BY_STRANGERS, now=now
        ):
            # Said to nobody: the answer would tell that the address is known.
            logger.info("no more mails by strangers today to %s", email)
            return
        site = SimpleNamespace(name=settings.SITE_NAME, domain=settings.SITE_HOST)
        message = self.render_mail(template_prefix, email, {"email": email, "current_site": site} | context)
        outbox.put(
            recipient=email, kind=template_prefix, subject=message.subject, text=str(message.body), now=now
        )
