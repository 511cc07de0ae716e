"""`manage.py flag set ID on|off --reason R [--for 2h] [--notice N]`; the step takes `newcomers|all|off`."""

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts import durations
from accounts.management.quick import QuickCommand
from moderation import flags
from moderation.models import Flag

ACTOR = "command line"


class Command(QuickCommand):
    help = "Turn a switch on or off."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="set")
        set_ = actions.add_parser("set", help="turn a switch on or off")
        set_.add_argument("id", choices=Flag.Id.values, metavar="ID", help=", ".join(Flag.Id.values))
        set_.add_argument(
            "state",
            choices=["on", "off", *Flag.Reach.values],
            help=f"on or off; for {Flag.Id.HOLD_NEW_PROJECTS}: {', '.join(Flag.Reach.values)} or off",
        )
        set_.add_argument("--reason", required=True, help="for the audit")
        set_.add_argument("--notice", default="", help="for everybody")
        set_.add_argument("--for", dest="duration", metavar="2h", help="turn itself off after this time")

    def handle(self, **options: Any) -> None:
        if not options["reason"].strip():
            raise CommandError("--reason must say why; it is kept in the audit.")
        state, now = self._state(options["id"], options["state"]), timezone.now()
        duration = self._duration(options["duration"])
        flag = flags.set_flag(
            id_=Flag.Id(options["id"]),
            enabled=state != "off",
            reach=state if state in Flag.Reach.values else "",
            actor=ACTOR,
            reason=options["reason"],
            notice=options["notice"],
            expires_at=now + duration if duration else None,
            now=now,
        )
        end = f" until {flag.expires_at:%Y-%m-%d %H:%M} UTC" if flag.expires_at else ""
        self.stdout.write(f"{flag.id} is {state}{end}.")

    def _state(self, id_: str, state: str) -> str:
        takes = ["off", *Flag.Reach.values] if id_ == Flag.Id.HOLD_NEW_PROJECTS else ["off", "on"]
        if state not in takes:
            raise CommandError(f"{id_} takes {' or '.join(takes)}, not {state}.")
        return state

    def _duration(self, text: str | None) -> timedelta | None:
        try:
            return durations.parse(text) if text else None
        except ValueError as exc:
            raise CommandError(str(exc)) from exc
