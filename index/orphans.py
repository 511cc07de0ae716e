"""What a crash leaves behind without a row that speaks of it: bytes, drafts, half-made states of pages.

Nothing of it can be seen on the index. What an upload in flight has written looks the same for a moment, so only
what is older than any upload takes is an orphan.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path

from django.conf import settings

from index import storage
from index.models import DistributionFile
from index.simple import published

KEPT_FOR = timedelta(hours=1)  # longer than any upload takes
BATCH = 500  # paths that are compared with the rows at once


@dataclass(frozen=True, slots=True)
class Orphan:
    """One thing that nothing needs: bytes in the store by their path there, else a file or folder by its own."""

    path: str
    is_stored: bool


def find(*, before: datetime) -> Iterator[Orphan]:
    """All orphans that were last written before that; one after the other, however many files there are."""
    for path in _without_row(storage.paths()):
        if storage.is_older(path, before):
            yield Orphan(path, is_stored=True)
    for entry in chain(_drafts(), _page_links(), _page_states()):
        with contextlib.suppress(FileNotFoundError):  # done with, or cleared by another
            if datetime.fromtimestamp(entry.lstat().st_mtime, tz=UTC) < before:
                yield Orphan(str(entry), is_stored=False)


def clear(orphan: Orphan, *, before: datetime) -> bool:
    """Delete an orphan; False where it is none any more."""
    if orphan.is_stored:
        return storage.delete_older(orphan.path, before)
    path = Path(orphan.path)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    return True


def _without_row(paths: Iterator[str]) -> Iterator[str]:
    """Those that belong to no file, be it removed, held or quarantined: what was published can come back."""
    while batch := list(islice(paths, BATCH)):
        owners = {path: path.removesuffix(storage.METADATA_SUFFIX) for path in batch}
        filenames = {owner.rpartition("/")[2] for owner in owners.values()}
        rows = DistributionFile.objects.filter(filename__in=filenames).only("sha256", "filename")
        wanted = {file.path for file in rows}
        yield from (path for path, owner in owners.items() if owner not in wanted)


def _drafts() -> Iterator[Path]:
    """Bodies and files that were being written when their process ended."""
    yield from _entries(Path(settings.FILE_UPLOAD_TEMP_DIR))


def _page_links() -> Iterator[Path]:
    yield from (entry for entry in _entries(published.links()) if entry.name.startswith("."))


def _page_states() -> Iterator[Path]:
    """Drafts, and states that their page's link does not lead to."""
    for part in _entries(published.states()):
        yield from (entry for entry in _entries(part) if not _is_published(entry))


def _is_published(state: Path) -> bool:
    page = published.find(state.name.rpartition("@")[0])
    return page is not None and Path(page.folder).name == state.name


def _entries(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        yield from (Path(entry.path) for entry in entries)
