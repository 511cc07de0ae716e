"""`manage.py files orphans [--clear] [--older-than 1h]`."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts import durations
from accounts.management.quick import QuickCommand
from index import orphans


class Command(QuickCommand):
    help = "Look after the files on the disk."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="orphans")
        orphans_ = actions.add_parser("orphans", help="list what crashes left behind and nothing needs")
        orphans_.add_argument("--clear", action="store_true", help="delete it too")
        orphans_.add_argument(
            "--older-than",
            default="1h",
            metavar="1h",
            help="what is younger may be of an upload in flight (default: 1h)",
        )

    def handle(self, **options: Any) -> None:
        try:
            before = timezone.now() - durations.parse(options["older_than"])
        except ValueError as exc:
            raise CommandError(f"--older-than: {exc}") from exc
        count = 0
        for orphan in orphans.find(before=before):
            if options["clear"] and not orphans.clear(orphan, before=before):
                continue
            self.stdout.write(orphan.path)
            count += 1
        self.stdout.write(f"{count} orphans {'cleared' if options['clear'] else 'found'}.")
