"""`manage.py token create NAME [--project P] [--expires 30d]`: prints the token alone, for scripts."""

from datetime import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts import durations
from accounts.management.quick import QuickCommand
from accounts.models import User
from index import token_scopes
from index.distributions import names
from index.models import Project


class Command(QuickCommand):
    help = "Make an API token."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="create")
        create = actions.add_parser("create", help="make a token and print it")
        create.add_argument("username", metavar="NAME", help="whose token it is")
        create.add_argument("--project", metavar="P", help="only for this project")
        create.add_argument(
            "--expires", metavar="D", help="after so long, such as 12h or 30d; without it never"
        )
        create.add_argument("--description", default="made on the command line")

    def handle(self, **options: Any) -> None:
        user = User.objects.filter(username__iexact=options["username"]).first()
        if user is None:
            raise CommandError(
                f"There is no user {options['username']}; make one with `manage.py user create`."
            )
        now = timezone.now()
        _, text = token_scopes.issue(
            user=user,
            description=options["description"],
            project=self._project(options["project"], user),
            expires_at=self._end(options["expires"], now),
            now=now,
        )
        self.stdout.write(text)

    def _end(self, expires: str | None, now: datetime) -> datetime | None:
        try:
            return now + durations.parse(expires) if expires else None
        except ValueError as exc:
            raise CommandError(str(exc)) from exc

    def _project(self, name: str | None, user: User) -> Project | None:
        if name is None:
            return None
        project = Project.objects.known().owned_by(user).filter(normalized_name=names.normalize(name)).first()
        if project is None:
            raise CommandError(f"{user.username} has no project {name}.")
        return project
