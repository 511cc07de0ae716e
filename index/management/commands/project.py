"""`manage.py project status NAME STATUS --reason R`, `manage.py project limit NAME [--file-mb N] [--total-gb N]`."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.management.quick import QuickCommand
from index import lifecycle
from index.distributions import names
from index.models import Project

ACTOR = "command line"


class Command(QuickCommand):
    help = "Change a project."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="status|limit")
        status = actions.add_parser("status", help="give it a status (PEP 792)")
        status.add_argument("name", metavar="NAME")
        status.add_argument("status", choices=Project.Status.values)
        status.add_argument("--reason", required=True)
        limit = actions.add_parser(
            "limit", help="raise or lower its limits; without a number the index's own"
        )
        limit.add_argument("name", metavar="NAME")
        limit.add_argument("--file-mb", type=int, metavar="N", help="what one file may have, in MiB")
        limit.add_argument(
            "--total-gb", type=int, metavar="N", help="what its files may have together, in GiB"
        )
        limit.add_argument("--reason", default="", help="kept in the project's history")

    def handle(self, *, name: str, **options: Any) -> None:
        project = Project.objects.known().filter(normalized_name=names.normalize(name)).first()
        if project is None:
            raise CommandError(f"There is no project {name}.")
        getattr(self, options["action"])(project, **options)

    def status(self, project: Project, *, status: str, reason: str, **_: Any) -> None:
        changed = lifecycle.set_status(
            project=project, status=Project.Status(status), actor=ACTOR, reason=reason, now=timezone.now()
        )
        self.stdout.write(
            f"{project.name} {'is' if changed else 'was'} {status}{'' if changed else ' already'}."
        )

    def limit(
        self, project: Project, *, file_mb: int | None, total_gb: int | None, reason: str, **_: Any
    ) -> None:
        if any(limit is not None and limit < 1 for limit in (file_mb, total_gb)):
            raise CommandError("A limit is a number above 0; leave it out for the index's own.")
        lifecycle.set_limits(
            project=project,
            max_file_bytes=file_mb and file_mb * 2**20,
            max_size_bytes=total_gb and total_gb * 2**30,
            actor=ACTOR,
            reason=reason,
            now=timezone.now(),
        )
        one_file = f"{file_mb} MiB" if file_mb else "the index's own limit"
        together = f"{total_gb} GiB" if total_gb else "the index's own limit"
        self.stdout.write(f"{project.name}: {one_file} a file, {together} together.")
