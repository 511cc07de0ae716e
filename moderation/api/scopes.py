"""What a staff token may be for. A scope only narrows: whoever holds the token still needs the role."""

from collections.abc import Callable

from django.db import models

from moderation.permissions import Person, may_administer, may_moderate, may_read_console


class Scope(models.TextChoices):
    READ = "read", "Read everything that the console shows"
    JUDGE = "judge", "Judge: the queue, its verdicts and appeals"
    PROJECTS = "projects", "Hold, list and quarantine projects"
    RULES = "rules", "Rules: write, start, prolong, switch off, take back"
    SWITCHES = "switches", "Turn switches on and off"
    PURGES = "purges", "Draft, confirm and undo purges"
    GATES = "gates", "Prohibit names, ban mail domains, set limits"
    USERS = "users", "Freeze accounts, note, grant standings"
    INCIDENTS = "incidents", "Open incidents and tell of them"


NEEDS: dict[Scope, Callable[[Person], bool]] = {
    Scope.READ: may_read_console,
    Scope.JUDGE: may_moderate,
    Scope.PROJECTS: may_moderate,
    Scope.RULES: may_moderate,
    Scope.SWITCHES: may_administer,
    Scope.PURGES: may_administer,
    Scope.GATES: may_administer,
    Scope.USERS: may_administer,
    Scope.INCIDENTS: may_administer,
}


def open_to(user: Person) -> list[Scope]:
    """The scopes that the role of `user` reaches."""
    return [scope for scope in Scope if NEEDS[scope](user)]
