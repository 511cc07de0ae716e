"""django-recaptcha's field, made safe to depend on: whatever its service does is an outcome that a gate judges."""

import logging
from urllib.error import URLError

from django import forms
from django.core.exceptions import ValidationError
from django_recaptcha.fields import ReCaptchaField

logger = logging.getLogger(__name__)

OUTCOMES = ("off", "solved", "wrong", "unreachable")


class CaptchaField(ReCaptchaField):
    """Never refuses itself: `outcome` says what became of it.

    The package catches HTTPError alone; no network, a time-out and an answer that is not JSON would each be a server
    error on the sign-up page.
    """

    outcome = "wrong"

    def get_remote_ip(self) -> str:
        """Nothing: the package would hand on whatever the visitor put into X-Forwarded-For."""
        return ""

    def validate(self, value: str) -> None:
        try:
            # Asked without an answer too: where the service is away, the widget was never there to be solved.
            super().validate(value or "missing")
        except (URLError, OSError, ValueError) as exc:
            self._failed(exc)
        except ValidationError as exc:
            # What the package says of an answer that it could not read: the fault is not the visitor's.
            self.outcome = "unreachable" if exc.code == "captcha_error" else "wrong"
        else:
            self.outcome = "solved"

    def _failed(self, exc: Exception) -> None:
        logger.warning("CAPTCHA service did not answer: %s", exc)
        self.outcome = "unreachable"


def add_captcha(form: forms.Form) -> None:
    """Give `form` the field now: one declared in the class body would read its keys at import."""
    form.fields["captcha"] = CaptchaField(label="Are you a person?")


def outcome_of(form: forms.Form) -> str:
    field = form.fields.get("captcha")
    return field.outcome if isinstance(field, CaptchaField) else "off"
