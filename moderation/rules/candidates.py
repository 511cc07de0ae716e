"""Releases as rules see them, read from the database: of many in a fixed number of queries, and only what is asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from allauth.account.models import EmailAddress

from accounts import origin
from classifier.text import urls_in
from index.attempts import UploadAttempt
from index.models import DistributionFile, JournalEntry, Release
from moderation.rules.conditions import Kind, hosts_of, plain
from moderation.rules.matching import Candidate

ADDED = "add "  # how the journal's entries of files begin


def of_releases(releases: Sequence[Release], needs: Collection[str]) -> list[Candidate]:
    """In the same order, each with its project; of `needs`, the kinds that are asked; the rest is left empty.

    What is forgotten cannot be read: journal entries lose their addresses after a time, files their uploaders.
    """
    uploaders, digests = _files(releases) if {Kind.MAIL_DOMAIN, Kind.DIGEST} & set(needs) else ({}, {})
    everybody = {pk for pks in uploaders.values() for pk in pks}
    domains = _domains(everybody) if Kind.MAIL_DOMAIN in needs else {}
    addresses = _addresses(releases) if Kind.ADDRESS in needs else {}
    return [
        Candidate(
            name=release.project.normalized_name,
            mail_domains=frozenset(
                domain for pk in uploaders.get(release.pk, ()) for domain in domains.get(pk, ())
            ),
            addresses=frozenset(addresses.get((release.project_id, release.version), ())),
            digests=frozenset(digests.get(release.pk, ())),
            link_hosts=_link_hosts(release) if Kind.LINK_HOST in needs else frozenset(),
            said=_said(release) if Kind.TEXT in needs else "",
        )
        for release in releases
    ]


def of_attempt(attempt: UploadAttempt, needs: Collection[str]) -> Candidate:
    """What is known of an upload before its file is read."""
    domains = _domains([attempt.user_id]) if Kind.MAIL_DOMAIN in needs else {}
    address = origin.current_address()
    return Candidate(
        name=attempt.project_name,
        mail_domains=frozenset(domains.get(attempt.user_id, ())),
        addresses=frozenset([address] if address else ()),
    )


def _files(releases: Iterable[Release]) -> tuple[dict[int, set[int]], dict[int, set[str]]]:
    """By release the accounts that uploaded its files, and the digests of these."""
    uploaders, digests = defaultdict(set), defaultdict(set)
    files = DistributionFile.objects.filter(release__in=[release.pk for release in releases])
    for release_id, uploader_id, sha256 in files.values_list("release_id", "uploader_id", "sha256"):
        digests[release_id].add(sha256)
        if uploader_id:
            uploaders[release_id].add(uploader_id)
    return uploaders, digests


def _domains(user_ids: Collection[int]) -> dict[int, set[str]]:
    """By account where it has mail, confirmed or not."""
    domains: dict[int, set[str]] = defaultdict(set)
    rows = EmailAddress.objects.filter(user__in=user_ids).values_list("user_id", "email")
    for user_id, email in rows:
        domains[user_id] |= hosts_of([email.rpartition("@")[2]])
    return domains


def _addresses(releases: Iterable[Release]) -> dict[tuple[int, str], set[str]]:
    """By project and version where files were uploaded from."""
    addresses = defaultdict(set)
    entries = JournalEntry.objects.filter(
        project__in={release.project_id for release in releases},
        version__in={release.version for release in releases},
        action__startswith=ADDED,
        address__isnull=False,
    )
    for project_id, version, address in entries.values_list("project_id", "version", "address"):
        addresses[project_id, version].add(str(address))
    return addresses


def _link_hosts(release: Release) -> frozenset[str]:
    core = release.metadata
    named = [core.get("home_page", ""), core.get("download_url", ""), *core.get("project_urls", {}).values()]
    return hosts_of([url for url in named if url] + urls_in(f"{release.summary}\n{release.description}"))


def _said(release: Release) -> str:
    return plain(
        "\n".join([release.summary, " ".join(release.metadata.get("keywords", ())), release.description])
    )
