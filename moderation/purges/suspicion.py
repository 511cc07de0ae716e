"""What speaks against purging a member: found for all at once, when a purge is drafted."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.standing import Standing
from accounts.standings import standings_of
from index import dependents, links
from index.models import Project, Release, Role
from moderation.models import Verdict
from moderation.purges.likeness import unlike
from moderation.purges.selection import Selected

NAMED = 5  # user names in one sentence


@dataclass(frozen=True, slots=True)
class Doubts:
    """Sentences by id of project and of account; projects outside that require one; those unlike the rest."""

    projects: dict[int, list[str]]
    accounts: dict[int, list[str]]
    dependents: dict[int, list[str]]
    unlike: set[int]


@dataclass(frozen=True, slots=True)
class _Owner:
    pk: int
    username: str
    mail_domain: str
    joined: datetime


def doubts_about(selected: Selected, *, now: datetime) -> Doubts:
    owners = _owners_of(selected.projects)
    owner_ids = {owner.pk for group in owners.values() for owner in group}
    standings = standings_of(owner_ids | selected.accounts.keys(), now=now)
    dependents_of = _dependents_of(selected.projects)
    projects: dict[int, list[str]] = defaultdict(list)
    for pk, group in owners.items():
        outside = [owner.username for owner in group if owner.pk not in selected.accounts]
        if outside and (len(group) > 1):
            projects[pk].append(f"Also owned by {_named(outside)}, not in the selection.")
        projects[pk] += [
            f"Owned by {owner.username}, {_article(standings[owner.pk])} account."
            for owner in group
            if standings[owner.pk] != Standing.NEWCOMER
        ]
    for pk, names in dependents_of.items():
        projects[pk].append(f"Required by {_named(names)}, not in the selection.")
    for pk in _judged_honest(selected.projects):
        projects[pk].append("Judged not spam.")
    return Doubts(
        projects=projects,
        accounts=_about_accounts(selected, standings),
        dependents=dependents_of,
        unlike=unlike(_traits(selected.projects, owners)),
    )


def _about_accounts(selected: Selected, standings: dict[int, Standing]) -> dict[int, list[str]]:
    doubts: dict[int, list[str]] = defaultdict(list)
    for pk in selected.accounts:
        if standings[pk] != Standing.NEWCOMER:
            doubts[pk].append(f"{_article(standings[pk]).capitalize()} account.")
    roles = Role.objects.filter(user__in=selected.accounts, project__removed_at=None, kind=Role.Kind.OWNER)
    others: dict[int, list[str]] = defaultdict(list)
    for user_id, project_id, name in roles.order_by("pk").values_list(
        "user_id", "project_id", "project__name"
    ):
        if project_id not in selected.projects:
            others[user_id].append(name)
    for pk, names in others.items():
        doubts[pk].append(f"Owns {_named(names)} too, not in the selection.")
    return doubts


def _owners_of(project_ids: Iterable[int]) -> dict[int, list[_Owner]]:
    owners: dict[int, list[_Owner]] = {pk: [] for pk in project_ids}
    users = User.objects.in_bulk(
        set(Role.objects.filter(project__in=owners, kind=Role.Kind.OWNER).values_list("user_id", flat=True))
    )
    roles = Role.objects.filter(project__in=owners, kind=Role.Kind.OWNER).order_by("pk")
    for project_id, user_id in roles.values_list("project_id", "user_id"):
        user = users[user_id]
        domain = user.email.rpartition("@")[2].lower()
        owners[project_id].append(_Owner(user_id, user.username, domain, user.date_joined))
    return owners


def _dependents_of(project_ids: Collection[int]) -> dict[int, list[str]]:
    rows = Project.objects.filter(pk__in=project_ids).values_list("normalized_name", "pk")
    ids = dict(rows)
    found = dependents.requiring(ids.keys())
    outside = {name: sorted(others - ids.keys()) for name, others in found.items()}
    return {ids[name]: others for name, others in outside.items() if others}


def _judged_honest(project_ids: Iterable[int]) -> set[int]:
    honest = Verdict.objects.filter(
        project__in=project_ids, undone_at=None, decision=Verdict.Decision.NOT_SPAM
    )
    return set(honest.values_list("project_id", flat=True))


def _traits(project_ids: Iterable[int], owners: dict[int, list[_Owner]]) -> dict[int, frozenset[str]]:
    """Of each project what campaigns have in common: mail domain, days of joining and of upload, hosts, first word."""
    traits: dict[int, set[str]] = {pk: set() for pk in project_ids}
    for pk, group in owners.items():
        traits[pk] |= {f"mail {owner.mail_domain}" for owner in group}
        traits[pk] |= {f"joined {owner.joined:%Y-%m-%d}" for owner in group}
    projects = Project.objects.filter(pk__in=traits).values_list("pk", "normalized_name", "created_at")
    for pk, name, created_at in projects:
        traits[pk] |= {f"word {name.partition('-')[0]}", f"made {created_at:%Y-%m-%d}"}
    releases = Release.objects.filter(project__in=traits).values_list("project_id", "metadata")
    for pk, core in releases.iterator(chunk_size=500):
        traits[pk] |= {f"link {link.host}" for link in links.of_metadata(core)}
    return {pk: frozenset(own) for pk, own in traits.items()}


def _article(standing: Standing) -> str:
    return f"an {standing}" if standing == Standing.ESTABLISHED else f"a {standing}"


def _named(names: list[str]) -> str:
    shown = ", ".join(names[:NAMED])
    return f"{shown} and {len(names) - NAMED} more" if len(names) > NAMED else shown
