"""`manage.py project status NAME active|archived|deprecated|quarantined --reason R`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from index import lifecycle, names
from index.models import Project

ACTOR = "command line"


class Command(BaseCommand):
    help = "Change a project."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="status")
        status = actions.add_parser("status", help="give it a status (PEP 792)")
        status.add_argument("name", metavar="NAME")
        status.add_argument("status", choices=Project.Status.values)
        status.add_argument("--reason", required=True)

    def handle(self, **options: Any) -> None:
        project = Project.objects.known().filter(normalized_name=names.normalize(options["name"])).first()
        if project is None:
            raise CommandError(f"There is no project {options['name']}.")
        status = Project.Status(options["status"])
        changed = lifecycle.set_status(
            project=project, status=status, actor=ACTOR, reason=options["reason"], now=timezone.now()
        )
        self.stdout.write(
            f"{project.name} {'is' if changed else 'was'} {status}{'' if changed else ' already'}."
        )
