"""Mails about what somebody did, sent once it is done, to verified primary addresses only."""

from collections.abc import Iterable, Mapping

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core.mail import get_connection
from django.db import transaction

from accounts.models import User


def verified_primary_addresses(users: Iterable[User], *, even_frozen: bool = False) -> list[str]:
    addresses = EmailAddress.objects.filter(user__in=users, primary=True, verified=True)
    if not even_frozen:
        addresses = addresses.filter(user__is_active=True)
    return list(addresses.order_by("id").values_list("email", flat=True))


def send_after_commit(
    template_prefix: str, users: Iterable[User], context: Mapping[str, object], *, even_frozen: bool = False
) -> None:
    """Mail each of `users` from `<prefix>_subject.txt` and `<prefix>_message.txt`; who is frozen only where said.

    Addresses are those of now: who is removed in the same act is told too.
    """
    addresses = verified_primary_addresses(users, even_frozen=even_frozen)
    # Robust: what the mail is about has happened; a mail server that is down must not turn that into an error.
    # A function, no partial: Django writes its name into the log, and partials have none.
    transaction.on_commit(lambda: _send(template_prefix, addresses, dict(context)), robust=True)


def _send(template_prefix: str, addresses: list[str], context: dict[str, object]) -> None:
    adapter = get_adapter()
    get_connection().send_messages(
        [adapter.render_mail(template_prefix, address, context) for address in addresses]
    )
