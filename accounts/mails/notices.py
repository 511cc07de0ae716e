"""Mails about what somebody did, to verified primary addresses only; in the outbox with what they tell."""

from collections.abc import Iterable, Mapping

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress

from accounts.models import User


def verified_primary_addresses(users: Iterable[User], *, even_frozen: bool = False) -> list[str]:
    addresses = EmailAddress.objects.filter(user__in=users, primary=True, verified=True)
    if not even_frozen:
        addresses = addresses.filter(user__is_active=True)
    return list(addresses.order_by("id").values_list("email", flat=True))


def send_after_commit(
    template_prefix: str, users: Iterable[User], context: Mapping[str, object], *, even_frozen: bool = False
) -> None:
    """Mail each of `users` from `<prefix>_subject.txt` and `<prefix>_message.txt`, if this transaction is committed.

    Addresses are those of now: who is removed in the same act is told too. Who is frozen is told only where said.
    """
    adapter = get_adapter()
    for address in verified_primary_addresses(users, even_frozen=even_frozen):
        adapter.send_mail(template_prefix, address, dict(context))


def tell_all_addresses(template_prefix: str, user: User, context: Mapping[str, object]) -> None:
    """Mail every verified address of one account: whoever has taken it over may have changed the primary one."""
    adapter = get_adapter()
    for address in EmailAddress.objects.filter(user=user, verified=True).order_by("id"):
        adapter.send_mail(template_prefix, address.email, {"user": user, **context})
