"""Mails to the primary address about credentials and their use, where the library tells nobody."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts import origin
from accounts.models import User


def address_added(user: User, address: EmailAddress) -> None:
    _send("email/address_added", user, {"changed_email": address.email}, besides=address.email)


def address_verified(user: User, address: EmailAddress) -> None:
    _send("account/email/email_confirm", user, {"changed_email": address.email}, besides=address.email)


def recovery_code_used(user: User, *, left: int) -> None:
    _send("email/recovery_code_used", user, {"left": left})


def data_exported(user: User) -> None:
    _send("email/data_exported", user, {})


def _send(template_prefix: str, user: User, context: dict[str, object], *, besides: str = "") -> None:
    """The address that it is about learns it otherwise; one that was never verified may be a stranger's."""
    primary = (
        EmailAddress.objects.filter(user=user, primary=True, verified=True).exclude(email=besides).first()
    )
    if primary is None:
        return
    told = {
        "timestamp": timezone.now(),
        "ip": origin.current_address() or "unknown",
        "user_agent": origin.current_client() or "not told",
    }
    get_adapter().send_mail(template_prefix, primary.email, told | context)
