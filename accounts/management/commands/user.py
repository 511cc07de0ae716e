"""`manage.py user create NAME --email E --password P [--verified] [--staff] [--standing trusted]`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.registration import NotRegistered, register
from accounts.standing import Standing


class Command(BaseCommand):
    help = "Make an account."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="create")
        create = actions.add_parser("create", help="make an account")
        create.add_argument("username", metavar="NAME")
        create.add_argument("--email", required=True)
        create.add_argument("--password", required=True)
        create.add_argument("--verified", action="store_true", help="count the address as verified")
        create.add_argument("--staff", action="store_true", help="let it into the moderation console")
        create.add_argument("--standing", choices=list(Standing), type=Standing, help="grant a standing")

    def handle(self, **options: Any) -> None:
        try:
            user = register(
                username=options["username"],
                email=options["email"],
                password=options["password"],
                is_verified=options["verified"],
                is_staff=options["staff"],
                standing=options["standing"],
            )
        except NotRegistered as exc:
            raise CommandError(str(exc)) from exc
        kind = "an admin" if user.is_staff else "an account"
        self.stdout.write(f"{user.username} is now {kind}.")
