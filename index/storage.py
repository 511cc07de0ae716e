"""Where distribution files are kept: under their SHA-256, so the same bytes twice are one file."""

from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages

METADATA_SUFFIX = ".metadata"  # PEP 658


def store() -> Storage:
    return storages["distributions"]


def put(path: str, content: File) -> None:
    """Keep `content` at `path`, which holds its digest: what is there already is the same, or was cut short.

    Bytes come before rows, so a crash in between leaves a file that nothing points to, never the reverse.
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


def open_file(path: str) -> IO[bytes]:
    """:raises FileNotFoundError: if there is nothing at `path`."""
    return store().open(path, "rb")


def delete(path: str) -> bool:
    """Delete the bytes at `path` and their metadata; False where there are none."""
    is_there = store().exists(path)
    store().delete(path)
    store().delete(path + METADATA_SUFFIX)
    return is_there
