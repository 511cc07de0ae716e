"""Which projects link to a host or use a phrase: by reading what their releases say. Reads only.

Search knows listed projects alone, by the beginning of their descriptions; spam is mostly unlisted, so the releases
themselves are read. The database keeps those rows that have the host, or the phrase's longest word, in one pass along
their table, and only these are looked at closely. The time grows with the text of what is read, so the newest
`MAX_RELEASES` of the candidates are read and no more: a wave is recent, and whoever reads less is told so. Other
conditions narrow the candidates first.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from index.models import Project, Release

MAX_RELEASES = 100_000
FEWEST_CHARACTERS = 4
ROWS = 500


@dataclass(frozen=True, slots=True)
class Found:
    project_ids: set[int]
    not_before: datetime | None  # older releases were not read; None: all were


def projects_with(*, link_host: str, text: str, among: QuerySet[Project]) -> Found:
    """Projects with a release that links to the host, or one below it, and with one that has the phrase.

    :raises ValueError: for a phrase too short to tell anything; the message is one sentence.
    """
    releases = Release.objects.filter(project__in=among, removed_at=None)
    not_before = _oldest_read(releases)
    if not_before:
        releases = releases.filter(created_at__gte=not_before)
    found = [_linking(link_host.lower(), releases)] if link_host else []
    found += [_saying(text, releases)] if text else []
    return Found(set.intersection(*found), not_before)


def _oldest_read(releases: QuerySet[Release]) -> datetime | None:
    newest = releases.order_by("-created_at", "-id").values_list("created_at", flat=True)
    edge = list(newest[MAX_RELEASES - 1 : MAX_RELEASES + 1])
    return edge[0] if len(edge) > 1 else None


def _linking(host: str, releases: QuerySet[Release]) -> set[int]:
    """An address on this host, or on one below it, in metadata or description."""
    address = re.compile(
        rf"//(?:[^/\s\"'@]*@)?(?:[a-z0-9-]+\.)*{re.escape(host)}(?![a-z0-9.-]*[a-z0-9])", re.IGNORECASE
    )
    near = releases.alias(core=Cast("metadata", TextField())).filter(
        Q(core__icontains=host) | Q(description__icontains=host)
    )
    rows = near.values_list("project_id", "metadata", "description").iterator(chunk_size=ROWS)
    return {project_id for project_id, core, text in rows if address.search(f"{core}\n{text}")}


def _saying(phrase: str, releases: QuerySet[Release]) -> set[int]:
    """The phrase in summary or description, in any case, its words apart by any blanks and line breaks."""
    words = phrase.split()
    if len("".join(words)) < FEWEST_CHARACTERS:
        raise ValueError(f"Give a phrase of {FEWEST_CHARACTERS} characters or more.")
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words), re.IGNORECASE)
    rarest = max(words, key=len)
    has_it = Q()
    for spelling in _spellings(rarest):
        has_it |= Q(summary__icontains=spelling) | Q(description__icontains=spelling)
    rows = (
        releases.filter(has_it).values_list("project_id", "summary", "description").iterator(chunk_size=ROWS)
    )
    return {
        project_id for project_id, summary, text in rows if pattern.search(summary) or pattern.search(text)
    }


def _spellings(word: str) -> set[str]:
    """SQLite knows upper and lower case of ASCII alone."""
    return {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
