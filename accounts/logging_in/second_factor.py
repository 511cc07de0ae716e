"""What Gatehouse decides for the second factor of django-allauth: names, limits, and secrets that are not readable."""

import base64
import hashlib
import ipaddress
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm as AllauthAddWebAuthnForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm as AllauthAuthenticateWebAuthnForm
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm as AllauthReauthenticateWebAuthnForm
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django import forms
from django.conf import settings
from django.utils import timezone

from accounts.logging_in import limits
from accounts.mails.mail_layout import site_domain

ENCRYPTED = "fernet:"
SALT = b"accounts.logging_in.second_factor"


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That is not right, or was used before. Wait for the next code, or try the key again.",
    }

    def encrypt(self, text: str) -> str:
        """A stolen copy of the database alone opens no account."""
        return ENCRYPTED + _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Also those written in the clear, before there was encryption.

        :raises InvalidToken: if the secret key has changed and the old one is no fallback.
        """
        if not encrypted_text.startswith(ENCRYPTED):
            return encrypted_text
        return _fernet().decrypt(encrypted_text.removeprefix(ENCRYPTED).encode()).decode()

    def get_totp_label(self, user: Any) -> str:
        return user.get_username()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 - its name there
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Security key {count + 1}" if count else "Security key"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Keys are bound to the site's own name, not to a Host header."""
        return {"id": site_domain(), "name": settings.SITE_NAME}

    def _get_user_identifier(self, user: Any) -> str:
        return user.get_username()


def keys_work_here() -> bool:
    """Whether browsers allow security keys: they are bound to a name, so not for a bare IP address."""
    try:
        ipaddress.ip_address(site_domain().strip("[]"))
    except ValueError:
        return True
    return False


class LimitedCode(forms.Form):
    """Six digits are few: tries are counted with those of passwords. The library compares codes without spaces."""

    user: Any

    def clean_code(self) -> str:
        count = limits.count_of_second_factor(self.user.pk)
        if refusal := limits.take([count], now=timezone.now()):
            raise forms.ValidationError(refusal.sentence, code=refusal.code)
        try:
            code = super().clean_code()  # type: ignore[misc]
        except InvalidToken:
            raise forms.ValidationError(
                "Your second factor cannot be checked any more; ask the people who run this index.",
                code="unreadable_secret",
            ) from None
        limits.give_back([count])
        return code


class AuthenticateForm(LimitedCode, AllauthAuthenticateForm):
    pass


class ReauthenticateForm(LimitedCode, AllauthReauthenticateForm):
    pass


class ReadableKey(forms.Form):
    """What is no answer of a key is refused; the library lets some of it end in an error of the server."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (LookupError, TypeError, ValueError, AttributeError):
            raise get_adapter().validation_error("incorrect_code") from None


class AuthenticateWebAuthnForm(ReadableKey, AllauthAuthenticateWebAuthnForm):
    pass


class ReauthenticateWebAuthnForm(ReadableKey, AllauthReauthenticateWebAuthnForm):
    pass


class AddWebAuthnForm(AllauthAddWebAuthnForm):
    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except (LookupError, TypeError, ValueError, AttributeError):
            raise get_adapter().validation_error("incorrect_code") from None


def _fernet() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(SALT + secret.encode()).digest())
