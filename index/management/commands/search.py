"""`manage.py search rebuild`."""

from typing import Any

from django.core.management.base import CommandParser

from accounts.management.quick import QuickCommand
from index.models import Project, SearchEntry
from index.search import entries


class Command(QuickCommand):
    help = "Look after the search."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="rebuild")
        actions.add_parser(
            "rebuild", help="write the entry of every project anew; the search goes on meanwhile"
        )

    def handle(self, **options: Any) -> None:
        total = Project.objects.count()
        for done in entries.rebuild():
            if options["verbosity"] > 1:
                self.stdout.write(f"{done} of {total} projects")
        self.stdout.write(
            f"Search has {SearchEntry.objects.count()} of {total} projects; the others are not listed."
        )
