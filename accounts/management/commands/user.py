"""`manage.py user create NAME --email E --password P [--verified] [--staff | --role R] [--standing S]`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.registration import NotRegistered, register
from accounts.standing import Standing

KINDS = {
    "": "an account",
    User.Role.MODERATOR: "a moderator",
    User.Role.ADMIN: "an admin",
    User.Role.AUDITOR: "an auditor",
}


class Command(BaseCommand):
    help = "Make an account."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="create")
        create = actions.add_parser("create", help="make an account")
        create.add_argument("username", metavar="NAME")
        create.add_argument("--email", required=True)
        create.add_argument("--password", required=True)
        create.add_argument("--verified", action="store_true", help="count the address as verified")
        staff = create.add_mutually_exclusive_group()
        staff.add_argument("--staff", action="store_true", help="let it into the console as an admin")
        staff.add_argument("--role", choices=User.Role.values, default="", help="let it in for this alone")
        create.add_argument("--standing", choices=list(Standing), type=Standing, help="grant a standing")

    def handle(self, **options: Any) -> None:
        try:
            user = register(
                username=options["username"],
                email=options["email"],
                password=options["password"],
                is_verified=options["verified"],
                is_staff=options["staff"],
                role=options["role"],
                standing=options["standing"],
            )
        except NotRegistered as exc:
            raise CommandError(str(exc)) from exc
        kind = "an admin" if user.is_superuser else KINDS[user.role]
        self.stdout.write(f"{user.username} is now {kind}.")
