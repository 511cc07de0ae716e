"""What grouping compares of a release, from the database and the store."""

import hashlib
import hmac
import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from accounts.domains import BIG_PROVIDERS
from accounts.models import User
from classifier.documents import Document
from classifier.models import Score
from index import storage
from index.models import DistributionFile, JournalEntry, Project, Release, Role
from moderation.campaigns import contents, innocence
from moderation.campaigns.innocence import History
from moderation.campaigns.keys import AccountTraits, Key, keys_of
from moderation.judging import exempt, freezable
from moderation.models import Verdict

_FILES_READ = 2
_NETWORKS = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one release. `keys` are without those of text."""

    release: Release
    account_id: int
    at: datetime
    spam_probability: float
    keys: list[Key]
    signs: list[str]


class Batch:
    """Releases whose facts are asked for together."""

    def __init__(self, release_ids: Collection[int]) -> None:
        scores = Score.objects.filter(release__in=release_ids, is_current=True)
        self._scores = {score.release_id: score for score in scores.select_related("release__project")}
        projects = [score.release.project_id for score in self._scores.values()]
        self._owners = _owners(projects)
        self._honest = freezable.honest_projects_of({owner.pk for owner in self._owners.values()})
        self._judged_honest = _judged_honest(projects)

    def facts_of(self, release_id: int) -> Facts | None:
        """None for what has no score or no owner."""
        score = self._scores.get(release_id)
        owner = self._owners.get(score.release.project_id) if score else None
        if score is None or owner is None:
            return None
        release, document = score.release, Document.from_json(score.document)
        return Facts(
            release=release,
            account_id=owner.pk,
            at=release.created_at,
            spam_probability=score.spam_probability,
            keys=keys_of(document, _traits(owner, release.project), _of_files(release)),
            signs=innocence.signs_of(document, score.spam_probability, self._history(score, owner)),
        )

    def _history(self, score: Score, owner: User) -> History:
        project = score.release.project
        return History(
            was_judged_honest=project.pk in self._judged_honest,
            is_exempt=exempt.is_exempt(project, score.document),
            has_honest_projects=bool(self._honest.get(owner.pk, set()) - {project.pk}),
        )


def _owners(project_ids: Collection[int]) -> dict[int, User]:
    """Of each project the owner that the score is about: of several the first account."""
    roles = Role.objects.filter(project__in=project_ids, kind=Role.Kind.OWNER)
    return {role.project_id: role.user for role in roles.select_related("user").order_by("-user_id")}


def _judged_honest(project_ids: Collection[int]) -> set[int]:
    """Those whose last verdict says so."""
    verdicts = Verdict.objects.filter(project__in=project_ids, undone_at=None).order_by("decided_at", "id")
    last = dict(verdicts.values_list("project_id", "decision"))
    return {pk for pk, decision in last.items() if decision == Verdict.Decision.NOT_SPAM}


def _traits(owner: User, project: Project) -> AccountTraits:
    domain = owner.email.rpartition("@")[2].lower()
    return AccountTraits(
        id=owner.pk,
        joined_at=owner.date_joined,
        mail_domain=domain,
        has_big_provider=domain in BIG_PROVIDERS,
        networks=_networks(project),
    )


def _networks(project: Project) -> tuple[str, ...]:
    """Keyed hashes of the networks it was lately uploaded from, /24 or /48: nobody reads an address out of them."""
    entries = JournalEntry.objects.filter(project=project, address__isnull=False).order_by("-id")
    found = dict.fromkeys(_network(text) for text in entries.values_list("address", flat=True)[:10] if text)
    return tuple(_hashed(network) for network in list(found)[:_NETWORKS])


def _network(address: str) -> str:
    bits = 24 if ipaddress.ip_address(address).version == 4 else 48  # noqa: PLR2004
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))


def _hashed(network: str) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"campaign network {network}".encode(), hashlib.sha256).hexdigest()[:32]


def _of_files(release: Release) -> list[Key]:
    """Keys of what is in its first few small files; what the store does not give now has none."""
    small = release.files.filter(size_bytes__lte=contents.MAX_PACKED_BYTES, removed_at=None).order_by("id")
    return [key for file in small[:_FILES_READ] for key in _of_file(file, release)]


def _of_file(file: DistributionFile, release: Release) -> list[Key]:
    try:
        with storage.open_file(file.path) as stream:
            return contents.keys_of_file(
                stream,
                is_wheel=file.kind == DistributionFile.Kind.WHEEL,
                name=release.project.name,
                version=release.version,
            )
    except OSError:
        return []
