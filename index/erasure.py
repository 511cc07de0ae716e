"""Deleting the bytes of removed projects for good. Rows stay, so names of projects and files stay taken."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from index import storage
from index.models import DistributionFile, Project


@transaction.atomic
def erase_files(*, removed: Mapping[int, datetime], now: datetime) -> int:
    """Delete the files of these projects, by id and the time they were removed; how many had bytes.

    Projects that were restored since, or removed anew, keep theirs. The rows of the files say that they are removed,
    so whatever restores the project later offers nothing that is not there. Running it twice changes nothing.
    """
    projects = Project.objects.select_for_update(no_key=True).filter(pk__in=removed).order_by("pk")
    still = [project.pk for project in projects if project.removed_at == removed[project.pk]]
    files = DistributionFile.objects.filter(release__project__in=still).order_by("pk")
    files.filter(removed_at=None).update(removed_at=now)
    # The path ends on the file's name, which is one row's alone: no other row needs these bytes.
    return sum(storage.delete(file.path) for file in files.only("sha256", "filename").iterator())
