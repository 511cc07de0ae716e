"""`manage.py address bounced ADDRESS --reason R`."""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.mails import bounces
from accounts.management.quick import QuickCommand


class Command(QuickCommand):
    help = "Say what became of mails to an address."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="bounced")
        bounced = actions.add_parser(
            "bounced", help="mail to it came back for good: count it as not verified"
        )
        bounced.add_argument("address", metavar="ADDRESS")
        bounced.add_argument("--reason", default="", help="what the mail server said; its owner reads it")

    def handle(self, *, address: str, reason: str, **options: Any) -> None:
        if not EmailAddress.objects.filter(email=address.strip().lower()).exists():
            raise CommandError(f"No account has the address {address}.")
        if bounces.unverify(email=address, reason=reason, now=timezone.now()):
            self.stdout.write(f"{address} is not verified any more, and gets no more mails until it is.")
        else:
            self.stdout.write(f"{address} has come back before; nothing was changed.")
