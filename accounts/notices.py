"""Mails about what somebody did, to verified primary addresses only; in the outbox with what they tell."""

from collections.abc import Iterable, Mapping

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress

from accounts.models import User


def verified_primary_addresses(users: Iterable[User]) -> list[str]:
    addresses = EmailAddress.objects.filter(user__in=users, user__is_active=True, primary=True, verified=True)
    return list(addresses.order_by("id").values_list("email", flat=True))


def send_after_commit(template_prefix: str, users: Iterable[User], context: Mapping[str, object]) -> None:
    """Mail each of `users` from `<prefix>_subject.txt` and `<prefix>_message.txt`, if this transaction is committed.

    Addresses are those of now: who is removed in the same act is told too.
    """
    adapter = get_adapter()
    for address in verified_primary_addresses(users):
        adapter.send_mail(template_prefix, address, dict(context))
