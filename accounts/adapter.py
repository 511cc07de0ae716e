"""What Gatehouse decides for django-allauth."""

import logging
from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from accounts import hooks, origin
from accounts.history import events
from accounts.logging_in import authentication, devices, limits
from accounts.mails import outbox
from accounts.models import User
from accounts.signing_up.signup import SignupAttempt

logger = logging.getLogger(__name__)

# Whoever knows an address can have these sent to it, so a mailbox gets only so many a day, whoever asked.
ASKED_BY_STRANGERS = frozenset(
    {
        "account/email/account_already_exists",
        "account/email/email_confirmation",
        "account/email/email_confirmation_signup",
        "account/email/password_reset_key",
    }
)
# One sentence for an unknown name, a wrong password, a frozen account and an address that is not verified.
NOT_LET_IN = (
    "No account opens with this name and password. An email address works once it is verified; until then use "
    "the user name."
)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": NOT_LET_IN,
        "email_password_mismatch": NOT_LET_IN,
    }

    # --- Sign-up ---

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Asked for every look at the form, before anything is typed; the closed page shows the notice."""
        ask = hooks.first_refusal if request.method == "POST" else hooks.foreseen_refusal
        refusal = ask("SIGNUP_GATES", SignupAttempt())
        request.refusal = refusal  # type: ignore[attr-defined]
        return refusal is None

    # --- Login ---

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Counted before the password is hashed, and given back where it is right."""
        now = timezone.now()
        login = str(credentials.get("username") or credentials.get("email") or "")
        user = authentication.account_of(login)
        counts = limits.counts_of_login(
            account=f"user {user.pk}" if user else f"name {login.strip().lower()}",
            address=origin.client_address(request),
            device=devices.known_device(request, user),
        )
        if refusal := limits.take(counts, now=now):
            request.refusal = refusal  # type: ignore[attr-defined]
            raise ValidationError(refusal.sentence, code=refusal.code)
        found = super().authenticate(request, **credentials)
        if found:
            limits.give_back(counts)
        else:
            events.count_failure(user=user, kind=events.Kind.LOGIN_FAILED, now=now)
        return found

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponseBase:
        response = super().post_login(request, user, **how)
        devices.record_login(request=request, response=response, user=user, now=timezone.now())
        return response

    def get_client_ip(self, request: HttpRequest) -> str:
        """By the one function that believes a header; the library's own raises where there is none."""
        return origin.client_address(request) or "0.0.0.0"  # noqa: S104 - not an address to listen at

    # --- Mails ---

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        """Built from the site's own address: a link from the Host header would be the visitor's choice."""
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def send_account_already_exists_mail(self, email: str) -> None:
        context = {"password_reset_url": settings.SITE_URL + reverse("account_reset_password")}
        self.send_mail("account/email/account_already_exists", email, context)

    def send_mail(self, template_prefix: str, email: str, context: dict, *, is_decoy: bool = False) -> None:
        """Into the outbox: no request waits for a mail server, and what is rolled back is not told.

        A decoy is rendered and written like any other, and never sent: its request took as long.
        """
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
            recipient=email,
            kind=template_prefix,
            subject=message.subject,
            text=str(message.body),
            is_decoy=is_decoy,
            now=now,
        )
