"""Where distribution files are kept: under their SHA-256, so the same bytes twice are one file."""

from datetime import timedelta
from typing import IO, TYPE_CHECKING, cast

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages

if TYPE_CHECKING:
    from index.object_store import ObjectStore

ADDRESS_LASTS = timedelta(minutes=5)
METADATA_SUFFIX = ".metadata"  # PEP 658


def store() -> Storage:
    return storages["distributions"]


def put(path: str, content: File) -> None:
    """Keep `content` at `path`, which holds its digest: what is there already is the same, or was cut short.

    Bytes come before rows, so a crash in between leaves a file that nothing points to, never the reverse.

    :raises OSError: the store does not answer, or has no room.
    """
    if store().exists(path):
        if store().size(path) == content.size:
            return
        store().delete(path)
    content.seek(0)
    saved = store().save(path, content)
    if saved != path and store().size(path) == store().size(saved):
        store().delete(saved)  # another process stored the same bytes in the same moment


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
