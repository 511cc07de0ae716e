"""Names of archive members: what every file system and every unpacker takes for the same relative path."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from index.distributions.archives.limits import MAX_PATH_BYTES, MAX_PATH_PARTS
from index.distributions.invalid import malformed, quoted

_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def check_path(path: str) -> None:
    """A member is named by a plain relative path, with slashes; a directory's ends in one.

    :raises InvalidDistribution: for absolute paths, drives, parent folders, backslashes, control characters.
    """
    if len(path.encode()) > MAX_PATH_BYTES:
        raise malformed(f"The path {quoted(path)} in the archive is longer than {MAX_PATH_BYTES} bytes")
    if _CONTROL.search(path) or "\\" in path:
        raise malformed(f"The path {quoted(path)} in the archive has control characters or backslashes")
    if path.startswith("/") or _DRIVE.match(path):
        raise malformed(f"The path {quoted(path)} in the archive is absolute")
    parts = path.removesuffix("/").split("/")
    if any(part in ("", ".", "..") for part in parts):
        raise malformed(f"The path {quoted(path)} in the archive is not a plain relative path")
    if len(parts) > MAX_PATH_PARTS:
        raise malformed(f"The path {quoted(path)} in the archive is more than {MAX_PATH_PARTS} folders deep")


def check_distinct(paths: Iterable[str]) -> None:
    """No two members may be one file, even where case is ignored, nor a file be another's folder.

    :raises InvalidDistribution: naming the second.
    """
    seen: set[str] = set()
    files: set[str] = set()
    for path in paths:
        key = _same_on_any_file_system(path)
        if key in seen:
            raise malformed(f"The archive has two members named {quoted(path)}, but for upper and lower case")
        seen.add(key)
        if not path.endswith("/"):
            files.add(key)
    # With the least character for a slash, what lies in a folder comes next to it, and one look each is enough:
    # looking up every folder of every path would be 64 looks.
    for key, following in pairwise(sorted(key.replace("/", "\0") for key in seen)):
        if following.startswith(f"{key}\0") and (path := key.replace("\0", "/")) in files:
            raise malformed(f"The archive has {quoted(path)} both as a file and as a directory")


def _same_on_any_file_system(path: str) -> str:
    """Equal for paths that name one file somewhere: some ignore case, some how accents are composed."""
    return unicodedata.normalize("NFC", path.removesuffix("/").casefold())
