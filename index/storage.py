"""Where distribution files are kept: under their SHA-256, so the same bytes twice are one file."""

from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages

METADATA_SUFFIX = ".metadata"  # PEP 658


def store() -> Storage:
    return storages["distributions"]


def put(path: str, content: File) -> None:
    """Keep `content` at `path`, which holds its digest: what is there already is the same.

    Bytes come before rows, so a crash in between leaves a file that nothing points to, never the reverse.
    They are written also where they are there: an orphan's date is that of its last upload (`index.orphans`).
    """
    content.seek(0)
    store().save(path, content)


def put_metadata(path: str, metadata: bytes) -> None:
    put(path + METADATA_SUFFIX, ContentFile(metadata))


def open_file(path: str) -> IO[bytes]:
    """:raises FileNotFoundError: if there is nothing at `path`."""
    return store().open(path, "rb")
