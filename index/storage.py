"""Where distribution files are kept: under their SHA-256, so the same bytes twice are one file."""

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING, cast

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages

from index.whole_files import WholeFileStorage

if TYPE_CHECKING:
    from index.object_store import ObjectStore

ADDRESS_LASTS = timedelta(minutes=5)
METADATA_SUFFIX = ".metadata"  # PEP 658


def store() -> Storage:
    return storages["distributions"]


def put(path: str, content: File) -> None:
    """Keep `content` at `path`, which holds its digest: what is there already is the same.

    Bytes come before rows, so a crash in between leaves a file that nothing points to, never the reverse.
    They are written also where they are there: an orphan's date is that of its last upload (`index.orphans`).

    :raises OSError: the store does not answer, or has no room.
    """
    content.seek(0)
    store().save(path, content)


def put_metadata(path: str, metadata: bytes) -> None:
    put(path + METADATA_SUFFIX, ContentFile(metadata))


def address(path: str, *, method: str, content_type: str, cache_control: str) -> str:
    """Where the object store itself gives what is at `path`, to `method`, for some minutes.

    :raises OSError: if there are no credentials to sign it with.
    """
    return cast("ObjectStore", store()).url(
        path,
        parameters={"ResponseContentType": content_type, "ResponseCacheControl": cache_control},
        expire=int(ADDRESS_LASTS.total_seconds()),
        http_method=method,
    )


def open_file(path: str) -> IO[bytes]:
    """:raises FileNotFoundError: if there is nothing at `path`."""
    return store().open(path, "rb")


def paths(folder: str = "") -> Iterator[str]:
    """Every path in the store, folder by folder."""
    folders, files = store().listdir(folder)
    yield from (f"{folder}{name}" for name in files)
    for name in folders:
        if not name.startswith("."):  # where drafts are
            yield from paths(f"{folder}{name}/")


def is_older(path: str, before: datetime) -> bool:
    """Whether it was stored before that, and is there."""
    with contextlib.suppress(FileNotFoundError):
        return store().get_modified_time(path) < before
    return False


def delete_older(path: str, before: datetime) -> bool:
    """Delete what was stored before that; False where it is gone, or was stored again meanwhile."""
    kept_in = store()
    if isinstance(kept_in, WholeFileStorage):
        return kept_in.delete_older(path, before)
    if not is_older(path, before):
        return False
    kept_in.delete(path)
    return True


def delete(path: str) -> bool:
    """Delete the bytes at `path` and their metadata; False where there are none."""
    is_there = store().exists(path)
    store().delete(path)
    store().delete(path + METADATA_SUFFIX)
    return is_there
