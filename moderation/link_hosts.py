"""Which projects link to a host."""

import re

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from index.models import Release


def linking_to(host: str) -> set[int]:
    """Ids of projects whose metadata or description has an address on this host, or on one below it."""
    address = re.compile(
        rf"//(?:[^/\s\"'@]*@)?(?:[a-z0-9-]+\.)*{re.escape(host)}(?![a-z0-9.-]*[a-z0-9])", re.IGNORECASE
    )
    core = Release.objects.alias(core=Cast("metadata", TextField()))
    near = core.filter(Q(core__icontains=host) | Q(description__icontains=host))
    rows = near.values_list("project_id", "metadata", "description").iterator(chunk_size=500)
    return {project_id for project_id, core, text in rows if address.search(f"{core}\n{text}")}
