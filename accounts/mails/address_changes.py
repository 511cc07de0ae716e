"""What an address is told when it loses its account: the library tells only the one that stays."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_removed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User


@receiver(email_removed)
def tell_the_removed(
    request: HttpRequest, user: User, email_address: EmailAddress, **_signal: object
) -> None:
    """One that was never verified may be a stranger's, whom an account is not to write to at will."""
    if email_address.verified:
        get_adapter(request).send_notification_mail(
            "account/email/email_deleted",
            user,
            {"deleted_email": email_address.email},
            email=email_address.email,
        )
