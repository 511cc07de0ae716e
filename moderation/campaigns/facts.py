"""What grouping compares of a release, from the database and the store."""

import hashlib
import hmac
import ipaddress
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from accounts.models import User
from accounts.signing_up.domains import BIG_PROVIDERS
from classifier.documents import Document
from classifier.models import Score
from index import storage
from index.models import DistributionFile, JournalEntry, Release, Role
from moderation.campaigns import contents, innocence
from moderation.campaigns.innocence import History
from moderation.campaigns.keys import AccountTraits, Key, keys_of
from moderation.judging import exempt, freezable
from moderation.models import ExemptContent, Verdict

_FILES_READ = 2
_NETWORKS = 2
_ENTRIES_READ = 1000  # of a batch


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
    """Releases whose facts are asked for together: so many queries, however many there are."""

    def __init__(self, release_ids: Collection[int]) -> None:
        scores = Score.objects.filter(release__in=release_ids, is_current=True)
        self._scores = {score.release_id: score for score in scores.select_related("release__project")}
        releases = [score.release for score in self._scores.values()]
        projects = [release.project_id for release in releases]
        self._owners = _owners(projects)
        accounts = {owner.pk for owner in self._owners.values()}
        self._honest = freezable.honest_projects_of(accounts)
        self._judged_honest = _judged_honest(projects)
        self._files = _small_files(self._scores)
        self._networks = _networks(releases)
        self._digests = {pk: exempt.digest_of(score.document) for pk, score in self._scores.items()}
        self._exempt = _exempt(accounts, self._digests.values())

    def facts_of(self, release_id: int) -> Facts | None:
        """None for what has no score or no owner."""
        score = self._scores.get(release_id)
        owner = self._owners.get(score.release.project_id) if score else None
        if score is None or owner is None:
            return None
        release, document = score.release, Document.from_json(score.document)
        traits = _traits(owner, self._networks.get(release.project_id, []))
        in_files = [key for file in self._files.get(release_id, []) for key in _of_file(file, release)]
        return Facts(
            release=release,
            account_id=owner.pk,
            at=release.created_at,
            spam_probability=score.spam_probability,
            keys=keys_of(document, traits, in_files),
            signs=innocence.signs_of(document, score.spam_probability, self._history(score, owner)),
        )

    def _history(self, score: Score, owner: User) -> History:
        project_id = score.release.project_id
        return History(
            was_judged_honest=project_id in self._judged_honest,
            is_exempt=(owner.pk, self._digests[score.release_id]) in self._exempt,
            has_honest_projects=bool(self._honest.get(owner.pk, set()) - {project_id}),
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


def _exempt(account_ids: Collection[int], digests: Iterable[str]) -> set[tuple[int, str]]:
    """What a person found honest in the hands of these accounts."""
    rows = ExemptContent.objects.filter(account__in=account_ids, digest__in=set(digests))
    return set(rows.values_list("account_id", "digest"))


def _traits(owner: User, networks: Iterable[str]) -> AccountTraits:
    domain = owner.email.rpartition("@")[2].lower()
    return AccountTraits(
        id=owner.pk,
        joined_at=owner.date_joined,
        mail_domain=domain,
        has_big_provider=domain in BIG_PROVIDERS,
        networks=tuple(networks),
    )


def _networks(releases: Collection[Release]) -> dict[int, list[str]]:
    """By project keyed hashes of the networks it was uploaded from, /24 or /48: nobody reads an address out of them."""
    versions = {release.version for release in releases}
    entries = JournalEntry.objects.filter(
        project__in=[release.project_id for release in releases], version__in=versions, address__isnull=False
    )
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for project_id, address in entries.order_by("-id").values_list("project_id", "address")[:_ENTRIES_READ]:
        if address:
            found[project_id][_hashed(_network(address))] = None
    return {pk: list(networks)[:_NETWORKS] for pk, networks in found.items()}


def _network(address: str) -> str:
    bits = 24 if ipaddress.ip_address(address).version == 4 else 48  # noqa: PLR2004
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))


def _hashed(network: str) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"campaign network {network}".encode(), hashlib.sha256).hexdigest()[:32]


def _small_files(release_ids: Collection[int]) -> dict[int, list[DistributionFile]]:
    """The first few of each release that are small enough to be read."""
    files = DistributionFile.objects.filter(
        release__in=release_ids, size_bytes__lte=contents.MAX_PACKED_BYTES, removed_at=None
    )
    found: dict[int, list[DistributionFile]] = defaultdict(list)
    for file in files.order_by("id"):
        if len(found[file.release_id]) < _FILES_READ:
            found[file.release_id].append(file)
    return found


def _of_file(file: DistributionFile, release: Release) -> list[Key]:
    """What the store does not give now has no keys."""
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
