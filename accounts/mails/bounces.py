"""Addresses that mail comes back from for good: they are verified no more, and left alone until they are again."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.db import transaction
from django.dispatch import receiver

from accounts.history import events
from accounts.mails import notices
from accounts.models import MailBounce, User

LONGEST_REASON = 200


@transaction.atomic
def unverify(*, email: str, reason: str, now: datetime) -> int:
    """Count `email` as verified no more, on each account that has it; how many had not come back before.

    Running it twice changes nothing. Mails go to another verified address of the account, where there is one.
    """
    email = email.strip().lower()
    found = EmailAddress.objects.select_for_update(of=("self",)).filter(email=email).order_by("pk")
    fresh = [address for address in found if not MailBounce.objects.filter(email_address=address).exists()]
    for address in fresh:
        MailBounce.objects.create(email_address=address, at=now, reason=reason[:LONGEST_REASON])
        EmailAddress.objects.filter(pk=address.pk).update(verified=False)
        details = {"email": address.email}
        events.record(
            user=address.user, kind=events.Kind.ADDRESS_BOUNCED, now=now, details=details, is_own=False
        )
        if address.primary:
            _make_another_primary(address.user, now=now)
        notices.tell_all_addresses("email/address_bounced", address.user, {"bounced_email": address.email})
    return len(fresh)


@receiver(email_confirmed)
def _take_mail_again(email_address: EmailAddress, **_signal: object) -> None:
    MailBounce.objects.filter(email_address=email_address).delete()


def _make_another_primary(user: User, *, now: datetime) -> None:
    other = EmailAddress.objects.filter(user=user, verified=True).order_by("pk").first()
    if other is not None:
        other.set_as_primary()
        details = {"email": other.email}
        events.record(user=user, kind=events.Kind.ADDRESS_PRIMARY, now=now, details=details, is_own=False)
