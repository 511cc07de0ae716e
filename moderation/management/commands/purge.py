"""`manage.py purge draft|status|confirm|agree|stop|resume|undo …`: the acts of the purge pages."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts.management.quick import QuickCommand
from moderation.models import Purge
from moderation.purges import confirm, draft, selection, stopping, undo
from moderation.purges.progress import progress_of
from moderation.purges.reach import reach_of
from moderation.purges.refusal import PurgeRefused
from moderation.purges.selection import Filter, Selected

ACTOR = "command line"
FILTERS = {
    "owner": "of this user",
    "mail-domain": "of accounts with an address there",
    "joined-from": "of accounts made on this day or later",
    "joined-until": "of accounts made on this day or before",
    "name": "whose name begins so, or fits a pattern with *",
    "link-host": "that link to this host",
    "text": "whose summary or description has this phrase",
    "addresses": "uploaded from this address or network",
}


class Command(QuickCommand):
    help = "Remove many projects and freeze many accounts as one act, which can be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        sub = acts.add_parser("draft", help="say what would go; prints the number of the draft")
        sub.add_argument(
            "--users", metavar="FILE", help="names of accounts, one a line; - reads standard input"
        )
        sub.add_argument("--projects", metavar="FILE", help="names of projects, likewise")
        sub.add_argument("--project-ids", nargs="+", type=int, default=[], metavar="ID")
        sub.add_argument("--user-ids", nargs="+", type=int, default=[], metavar="ID")
        sub.add_argument(
            "--with-owners", action="store_true", help="and the accounts that alone own a project"
        )
        for name, text in FILTERS.items():
            sub.add_argument(f"--{name}", default="", help=text)
        sub = self._act(acts, "confirm", "start it; what is not ticked stays")
        sub.add_argument("--count", required=True, help="of its ticked members, as a check")
        sub.add_argument("--reason", required=True)
        sub.add_argument("--label-spam", action="store_true", help="let the model learn from its projects")
        self._act(acts, "status", "how far it reaches, and how far it has come")
        self._act(acts, "agree", "as the second admin of a large one")
        self._act(acts, "stop", "end it after the batch that runs")
        self._act(acts, "resume", "go on with what was stopped")
        self._act(acts, "undo", "put back all that it changed").add_argument("--reason", default="")

    def handle(self, **options: Any) -> None:
        try:
            purge = self._do(options)
        except (PurgeRefused, ValueError) as exc:
            raise CommandError(str(exc)) from exc
        self._report(purge)

    def _act(self, acts: Any, name: str, text: str) -> CommandParser:
        sub: CommandParser = acts.add_parser(name, help=text)
        sub.add_argument("number", type=int, metavar="NUMBER")
        return sub

    def _do(self, options: dict[str, Any]) -> Purge:
        act, now = options["act"], timezone.now()
        if act == "draft":
            selected, title = self._selected(options)
            for answer in selected.answers:
                self.stdout.write(f"{answer.line}: {answer.words}")
            return draft.draft(selected=selected, title=title, actor=ACTOR, now=now)
        purge = self._purge(options["number"])
        if act == "confirm":
            return confirm.confirm(
                purge=purge,
                typed=options["count"],
                reason=options["reason"],
                labels_spam=options["label_spam"],
                actor=ACTOR,
                now=now,
            )
        if act == "undo":
            return undo.undo(purge=purge, reason=options["reason"], actor=ACTOR, now=now)
        verbs = {"agree": confirm.agree, "stop": stopping.stop, "resume": stopping.resume}
        return verbs[act](purge=purge, actor=ACTOR, now=now) if act in verbs else purge

    def _selected(self, options: dict[str, Any]) -> tuple[Selected, str]:
        if options["users"]:
            return selection.by_usernames(self._lines(options["users"])), "pasted accounts"
        if options["projects"]:
            lines, with_owners = self._lines(options["projects"]), options["with_owners"]
            return selection.by_project_names(lines, with_owners=with_owners), "pasted projects"
        if options["project_ids"] or options["user_ids"]:
            ids = {"project_ids": options["project_ids"], "user_ids": options["user_ids"]}
            return selection.by_ids(why="by number", **ids), "by number"
        wanted = Filter(
            owner=options["owner"],
            mail_domain=options["mail_domain"],
            joined_from=self._date(options["joined_from"]),
            joined_until=self._date(options["joined_until"]),
            name=options["name"],
            link_host=options["link_host"],
            text=options["text"],
            addresses=options["addresses"],
        )
        return selection.by_filter(wanted, with_owners=options["with_owners"]), str(wanted)

    def _lines(self, path: str) -> list[str]:
        try:
            return selection.lines_of(sys.stdin.read() if path == "-" else Path(path).read_text())
        except (OSError, UnicodeDecodeError) as exc:
            raise CommandError(f"{path} cannot be read: {exc}.") from exc

    def _date(self, text: str) -> Any:
        if text and parse_date(text) is None:
            raise CommandError(f"{text!r} is no date; write 2026-02-17.")
        return parse_date(text) if text else None

    def _purge(self, number: int) -> Purge:
        purge = Purge.objects.filter(pk=number).first()
        if purge is None:
            raise CommandError(f"There is no purge {number}.")
        return purge

    def _report(self, purge: Purge) -> None:
        reach, progress = reach_of(purge), progress_of(purge)
        waits = ", waits for a second admin" if purge.awaits_agreement else ""
        if purge.starts_at and waits:
            waits += f" or starts by itself at {purge.starts_at:%Y-%m-%d %H:%M UTC}"
        self.stdout.write(
            f"Purge {purge.pk} is {purge.get_state_display().lower()}{waits}: {progress.done} of {progress.total}.\n"
            f"Members: {reach.members} ticked ({reach.projects} projects, {reach.accounts} accounts), "
            f"{reach.unticked} not; {reach.releases} releases, {reach.files} files, {reach.size_bytes} bytes."
        )
        for text, found in {
            "Other owners": reach.co_owners,
            "Required by": reach.dependents,
            "Unlike the rest": reach.unlike,
        }.items():
            if found:
                self.stdout.write(f"{text}: {', '.join(found)}.")
