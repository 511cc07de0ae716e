"""`manage.py user create NAME --email E --password P …`, `manage.py user role NAME ROLE --reason R`."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.management.quick import QuickCommand
from accounts.models import User
from accounts.signing_up.registration import NotRegistered, register
from accounts.standing import Standing
from moderation import audit
from moderation.acts import NotDone, roles

ACTOR = "command line"
KINDS = {
    roles.NONE: "an account",
    User.Role.MODERATOR: "a moderator",
    User.Role.ADMIN: "an admin",
    User.Role.AUDITOR: "an auditor",
}


class Command(QuickCommand):
    help = "Make an account, or change its role."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="create|role")
        create = actions.add_parser("create", help="make an account")
        create.add_argument("username", metavar="NAME")
        create.add_argument("--email", required=True)
        create.add_argument("--password", required=True)
        create.add_argument("--verified", action="store_true", help="count the address as verified")
        staff = create.add_mutually_exclusive_group()
        staff.add_argument("--staff", action="store_true", help="let it into the console as an admin")
        staff.add_argument("--role", choices=User.Role.values, default="", help="let it in for this alone")
        create.add_argument("--standing", choices=list(Standing), type=Standing, help="grant a standing")
        role = actions.add_parser("role", help="make an account one of the staff, another of them, or none")
        role.add_argument("username", metavar="NAME")
        role.add_argument("role", choices=roles.CHOICES)
        role.add_argument("--reason", required=True, help="kept in the audit")

    def handle(self, **options: Any) -> None:
        getattr(self, options["action"])(**options)

    def create(self, *, username: str, verified: bool, staff: bool, **options: Any) -> None:
        now = timezone.now()
        try:
            with transaction.atomic():
                user = register(
                    username=username,
                    email=options["email"],
                    password=options["password"],
                    is_verified=verified,
                    is_staff=staff,
                    role=options["role"],
                    standing=options["standing"],
                )
                if user.is_staff:
                    audit.record(
                        actor=ACTOR,
                        action="set role",
                        subject=user.username,
                        reason="made with this role",
                        before={"role": roles.NONE},
                        after={"role": roles.given_role(user)},
                        now=now,
                    )
        except NotRegistered as exc:
            raise CommandError(str(exc)) from exc
        self._say(user)

    def role(self, *, username: str, role: str, reason: str, **_: Any) -> None:
        user = User.objects.filter(username__iexact=username).first()
        if user is None:
            raise CommandError(f"There is no account {username}.")
        try:
            roles.set_role(user=user, role=role, actor=ACTOR, reason=reason, now=timezone.now())
        except NotDone as exc:
            raise CommandError(str(exc)) from exc
        user.refresh_from_db()
        self._say(user)

    def _say(self, user: User) -> None:
        self.stdout.write(f"{user.username} is now {KINDS[roles.given_role(user)]}.")
