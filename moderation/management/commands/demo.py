"""`manage.py demo [--password P] [--force]`."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.management.quick import QuickCommand
from accounts.signing_up.registration import NotRegistered
from index.models import Project
from index.uploads import UploadRefused
from moderation.demo import cast, filling
from moderation.demo.filling import Filled
from moderation.reporting.reports import ReportRefused

ACTOR = "command line"


class Command(QuickCommand):
    help = "Fill a new index with lifelike projects and a spam wave, to look around in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--password", help="of every account of the demo; default: one made by chance")
        parser.add_argument("--force", action="store_true", help="also on an index that holds projects")

    def handle(self, **options: Any) -> None:
        if filling.is_filled():
            self.stdout.write("The demo is here already; nothing was changed.")
            return
        if Project.objects.exists() and not options["force"]:
            raise CommandError(
                "This index holds projects already, and the demo would mix with them; add --force if you mean it."
            )
        # By chance, so that no index on the network has an admin whose password is in public code.
        password = options["password"] or secrets.token_urlsafe(12)
        try:
            filled = filling.fill(password=password, actor=ACTOR, now=timezone.now())
        except (NotRegistered, UploadRefused, ReportRefused) as exc:
            raise CommandError(f"The demo was not put here, nothing was changed: {exc}") from exc
        self._say(filled, password)

    def _say(self, filled: Filled, password: str) -> None:
        self.stdout.write(
            f"The index holds {filled.projects} projects of {filled.accounts} accounts: "
            f"{filled.releases} releases, {filled.files} files.\n"
            f"All are scored by model {filled.model}: {filled.listed} projects are listed, "
            f"{filled.cases} wait in the queue, most suspicious first.\n\n"
            f"Look at   {settings.SITE_URL}/\n"
            f"Judge at  {settings.SITE_URL}/moderation/queue/\n"
            f"Log in as {cast.ADMIN} (admin) or {cast.USER} (owner of a family of projects); "
            f"the password of both, and of every account of the demo, is {password}"
        )
