"""django-recaptcha's field, made safe to depend on: a service that does not answer is a refusal, not a crash."""

import logging
from urllib.error import URLError

from django import forms
from django.core.exceptions import ValidationError
from django_recaptcha.fields import ReCaptchaField

logger = logging.getLogger(__name__)


class CaptchaField(ReCaptchaField):
    """Fails closed: without an answer nobody signs up, and the form says why.

    The package catches HTTPError alone; no network, a time-out and an answer that is not JSON
    would each be a server error on the sign-up page.
    """

    def get_remote_ip(self) -> str:
        """Nothing: the package would hand on whatever the visitor put into X-Forwarded-For."""
        return ""

    def validate(self, value: str) -> None:
        try:
            super().validate(value)
        except (URLError, OSError, ValueError) as exc:
            logger.warning("CAPTCHA service did not answer: %s", exc)
            raise ValidationError(
                "The CAPTCHA service does not answer, so no account can be made now; try again in some minutes.",
                code="captcha_unreachable",
            ) from exc


def add_captcha(form: forms.Form) -> None:
    """Give `form` the field now: one declared in the class body would read its keys at import."""
    form.fields["captcha"] = CaptchaField(label="Are you a person?")
