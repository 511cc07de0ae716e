"""`manage.py queue wait`: return when nothing waits to be scored."""

import time
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.management.quick import QuickCommand
from classifier.models import PendingScore

POLL_SECONDS = 0.2


class Command(QuickCommand):
    help = "Look at what waits to be scored."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="wait")
        wait = actions.add_parser("wait", help="return when nothing waits to be scored")
        wait.add_argument("--timeout", type=float, default=120, metavar="SECONDS")

    def handle(self, **options: Any) -> None:
        end = time.monotonic() + options["timeout"]
        while waiting := PendingScore.objects.count():
            if time.monotonic() > end:
                raise CommandError(
                    f"{waiting} releases still wait after {options['timeout']:g} s; is a worker running?"
                )
            time.sleep(POLL_SECONDS)
        self.stdout.write("Nothing waits to be scored.")
