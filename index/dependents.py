"""Which projects require which: read from the metadata of what is offered, in one walk over it."""

import re
from collections import defaultdict
from collections.abc import Collection

from index.distributions import names
from index.models import Release

_NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")
_CHUNK = 2000


def requiring(required: Collection[str]) -> dict[str, set[str]]:
    """For each of these normalized names that others require, the normalized names of those others."""
    wanted, found = set(required), defaultdict(set)
    releases = Release.objects.visible().filter(metadata__requires_dist__isnull=False)
    rows = releases.values_list("project__normalized_name", "metadata__requires_dist")
    for project, requirements in rows.iterator(chunk_size=_CHUNK):
        for name in _required_by(requirements) & wanted - {project}:
            found[name].add(project)
    return dict(found)


def _required_by(requirements: list[str]) -> set[str]:
    """The names alone, so without the cost of reading each requirement whole."""
    return {names.normalize(match[1]) for text in requirements if (match := _NAME.match(text))}
