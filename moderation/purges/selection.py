"""What a purge is drafted with: found by pasted lines, by ids, or by a filter. Reads only."""

import ipaddress
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import User
from index import names
from index.models import JournalEntry, Project, Role
from moderation.link_hosts import linking_to

MAX_LINES = 20_000
MAX_SHOWN = 100  # characters of a line


@dataclass(frozen=True, slots=True)
class Answer:
    """A pasted line and what was found for it: a tone word of the pages, and words."""

    line: str
    tone: str
    words: str


@dataclass(slots=True)
class Selected:
    """Ids of projects and accounts, each with what selected it."""

    projects: dict[int, str] = field(default_factory=dict)
    accounts: dict[int, str] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Filter:
    """All that is given must hold. Accounts by the first four, projects by the last three."""

    owner: str = ""
    mail_domain: str = ""
    joined_from: date | None = None
    joined_until: date | None = None
    name: str = ""  # a prefix, or a pattern with `*`
    link_host: str = ""
    addresses: str = ""  # one address, or a network as 192.0.2.0/24

    @property
    def asks_for_accounts(self) -> bool:
        return bool(self.owner or self.mail_domain or self.joined_from or self.joined_until)

    @property
    def asks_for_projects(self) -> bool:
        return bool(self.name or self.link_host or self.addresses)

    def __str__(self) -> str:
        parts = {
            "owner": self.owner,
            "mail domain": self.mail_domain,
            "joined from": self.joined_from,
            "joined until": self.joined_until,
            "name": self.name,
            "link to": self.link_host,
            "from": self.addresses,
        }
        return ", ".join(f"{key} {value}" for key, value in parts.items() if value)


def lines_of(text: str) -> list[str]:
    """The lines of pasted text without blanks, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def by_project_names(lines: Iterable[str], *, with_owners: bool) -> Selected:
    """Projects by name, one a line; `with_owners`: the accounts too that alone own one."""
    lines = list(lines)
    wanted = {line: names.normalize(line) for line in lines if names.is_valid(line)}
    rows = {
        project.normalized_name: project
        for project in Project.objects.filter(normalized_name__in=set(wanted.values()))
    }
    staffed = _owned_by_staff(project.pk for project in rows.values())
    selected = Selected()
    for line in lines:
        project = rows.get(wanted.get(line, ""))
        if project is None:
            selected.answers.append(_answer(line, "warn", "unknown: no project has this name"))
        elif project.pk in staffed:
            selected.answers.append(_answer(line, "bad", "protected: an owner is staff"))
        elif project.removed_at:
            selected.answers.append(_answer(line, "", "removed already"))
        else:
            selected.answers.append(_answer(line, "good", "found"))
            selected.projects[project.pk] = "named"
    if with_owners:
        _add_owners(selected)
    return selected


def by_usernames(lines: Iterable[str]) -> Selected:
    """Accounts by user name, one a line, and all that each of them owns."""
    lines = list(lines)
    rows = {
        user.username.lower(): user
        for user in User.objects.alias(lower=Lower("username")).filter(
            lower__in={line.lower() for line in lines if "\0" not in line}
        )
    }
    selected, found = Selected(), {}
    for line in lines:
        user = rows.get(line.lower())
        if user is None:
            selected.answers.append(_answer(line, "warn", "unknown: no account has this name"))
        elif user.is_staff:
            selected.answers.append(_answer(line, "bad", "protected: staff"))
        else:
            words = "found" if user.is_active else "frozen already, its projects are found"
            selected.answers.append(_answer(line, "good", words))
            found[user.pk] = user
    _add_accounts(selected, found.values(), "named")
    return selected


def by_ids(*, project_ids: Collection[int], user_ids: Collection[int], why: str) -> Selected:
    """What other pages have ticked. The accounts' projects are not added: those that are meant have ids."""
    projects = _open(Project.objects.filter(pk__in=project_ids))
    accounts = User.objects.filter(pk__in=user_ids, is_staff=False, is_active=True)
    return Selected(
        projects=dict.fromkeys(projects.values_list("pk", flat=True), why),
        accounts=dict.fromkeys(accounts.values_list("pk", flat=True), why),
    )


def by_filter(wanted: Filter, *, with_owners: bool) -> Selected:
    """Accounts and all they own, where the filter says nothing of projects; else projects that it fits.

    :raises ValueError: where it asks for nothing, or for a network that is none; the message is one sentence.
    """
    if not (wanted.asks_for_accounts or wanted.asks_for_projects):
        raise ValueError("Say what the members have in common: fill in one field at least.")
    selected = Selected()
    accounts = _accounts(wanted)
    if not wanted.asks_for_projects:
        _add_accounts(selected, accounts, str(wanted))
        return selected
    projects = _open(_projects(wanted))
    if wanted.asks_for_accounts:
        owned = Role.objects.filter(user__in=accounts.values("pk"), kind=Role.Kind.OWNER)
        projects = projects.filter(pk__in=owned.values("project"))
    selected.projects = dict.fromkeys(projects.values_list("pk", flat=True), str(wanted))
    if with_owners:
        _add_owners(selected)
    return selected


def _answer(line: str, tone: str, words: str) -> Answer:
    return Answer(line[:MAX_SHOWN].replace("\0", ""), tone, words)


def _open(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Not removed yet, and of nobody who is staff."""
    staffed = Role.objects.filter(user__is_staff=True, kind=Role.Kind.OWNER)
    return projects.filter(removed_at=None).exclude(pk__in=staffed.values("project"))


def _owned_by_staff(project_ids: Iterable[int]) -> set[int]:
    roles = Role.objects.filter(project__in=list(project_ids), kind=Role.Kind.OWNER, user__is_staff=True)
    return set(roles.values_list("project_id", flat=True))


def _add_accounts(selected: Selected, users: Iterable[User], why: str) -> None:
    users = list(users)
    selected.accounts |= {user.pk: why for user in users if user.is_active}
    owned = Role.objects.filter(user__in=[user.pk for user in users], kind=Role.Kind.OWNER)
    projects = _open(Project.objects.filter(pk__in=owned.values("project")))
    selected.projects |= dict.fromkeys(projects.values_list("pk", flat=True), f"owned by an account: {why}")


def _add_owners(selected: Selected) -> None:
    """The accounts that alone own a selected project; who is only one of its owners is left out."""
    owners = Role.objects.filter(project__in=selected.projects, kind=Role.Kind.OWNER)
    alone = owners.values("project").annotate(count=Count("pk")).filter(count=1).values("project")
    users = User.objects.filter(
        roles__in=owners.filter(project__in=alone), is_staff=False, is_active=True
    ).distinct()
    selected.accounts |= dict.fromkeys(users.values_list("pk", flat=True), "alone owns a selected project")


def _accounts(wanted: Filter) -> QuerySet[User]:
    users = User.objects.filter(is_staff=False)
    if wanted.owner:
        users = users.filter(username__iexact=wanted.owner)
    if wanted.mail_domain:
        domain = f"@{wanted.mail_domain.removeprefix('@')}"
        users = users.filter(Q(email__iendswith=domain) | Q(emailaddress__email__iendswith=domain)).distinct()
    if wanted.joined_from:
        users = users.filter(date_joined__date__gte=wanted.joined_from)
    if wanted.joined_until:
        users = users.filter(date_joined__date__lte=wanted.joined_until)
    return users


def _projects(wanted: Filter) -> QuerySet[Project]:
    projects = Project.objects.all()
    if wanted.name:
        projects = projects.filter(normalized_name__regex=_name_pattern(wanted.name))
    if wanted.link_host:
        projects = projects.filter(pk__in=linking_to(wanted.link_host.lower()))
    if wanted.addresses:
        entries = JournalEntry.objects.filter(address__in=_addresses_in(wanted.addresses))
        projects = projects.filter(pk__in=entries.values("project"))
    return projects


def _name_pattern(name: str) -> str:
    """`free-` is a prefix, `*-free-*` a pattern of the whole name."""
    spelt = re.sub(r"[-_.]+", "-", name.lower())
    if "*" not in spelt:
        return "^" + re.escape(spelt)
    return "^" + ".*".join(re.escape(part) for part in spelt.split("*")) + "$"


def _addresses_in(network: str) -> list[str]:
    try:
        inside = ipaddress.ip_network(network, strict=False)
    except ValueError as exc:
        raise ValueError(f"{network[:MAX_SHOWN]!r} is no address or network; write 192.0.2.0/24.") from exc
    known = JournalEntry.objects.exclude(address=None).values_list("address", flat=True).distinct()
    return [text for text in known.iterator() if text and ipaddress.ip_address(text) in inside]
