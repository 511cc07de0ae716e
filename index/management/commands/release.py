"""`manage.py release yank|unyank NAME VERSION [--reason R]`."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from packaging.version import InvalidVersion, Version

from accounts.management.quick import QuickCommand
from index import lifecycle
from index.distributions import names
from index.models import Release

ACTOR = "command line"


class Command(QuickCommand):
    help = "Yank a release (PEP 592), or take that back."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="yank|unyank")
        for action, text in [
            ("yank", "hide it from resolvers that do not pin it"),
            ("unyank", "offer it again"),
        ]:
            sub = actions.add_parser(action, help=text)
            sub.add_argument("name", metavar="NAME")
            sub.add_argument("version", metavar="VERSION")
            sub.add_argument("--reason", default="")

    def handle(self, **options: Any) -> None:
        release = self._release(options["name"], options["version"])
        verb = lifecycle.yank if options["action"] == "yank" else lifecycle.unyank
        changed = verb(release=release, actor=ACTOR, reason=options["reason"], now=timezone.now())
        self.stdout.write(f"{release} is {options['action']}ed{'' if changed else ' already'}.")

    def _release(self, name: str, version: str) -> Release:
        try:
            canonical = str(Version(version))
        except InvalidVersion as exc:
            raise CommandError(f"{version!r} is no version (PEP 440).") from exc
        found = Release.objects.filter(
            project__normalized_name=names.normalize(name), project__removed_at=None, version=canonical
        ).select_related("project")
        release = found.first()
        if release is None:
            raise CommandError(f"There is no release {name} {canonical}.")
        return release
