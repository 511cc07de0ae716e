"""Published pages: files in a folder that web processes and nginx share; each change replaces a page in one step.

    pages/simple/NAME           a link to the page's newest state, or nothing where it must be rendered
    pages/states/ab/NAME@SERIAL/  page.html, page.html.gz, page.json, page.json.gz; all of the page's own date
    pages/private           only in a private index: nginx serves no page from here

The link is what makes a page published: all its forms change with it at once, and without it there is none.
"""

import contextlib
import gzip
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

ROOT = "@root"  # no project's name
PRIVATE_MARK = "private"
GZIP_LEVEL = 5


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """One state of a page; its files may be gone by the time they are read."""

    folder: str
    serial: int

    def read(self, *, is_json: bool, gzipped: bool) -> tuple[bytes, int]:
        """The bytes of one form, and when the page changed (Unix time).

        :raises FileNotFoundError: the page has changed since it was found.
        """
        form = os.open(f"{self.folder}/{file_name(is_json=is_json, gzipped=gzipped)}", os.O_RDONLY)
        try:
            facts = os.fstat(form)
            return os.read(form, facts.st_size), int(facts.st_mtime)
        finally:
            os.close(form)


def file_name(*, is_json: bool, gzipped: bool) -> str:
    return ("page.json" if is_json else "page.html") + (".gz" if gzipped else "")


def find(name: str) -> PublishedPage | None:
    """The page of a normalized name, or of ROOT; None where it is not published."""
    if settings.READERS_LOG_IN:
        return None  # one that is here is of the time before the index was private
    links = f"{settings.PAGES_ROOT}/simple"
    try:
        state = os.readlink(f"{links}/{name}")  # noqa: PTH115 - a Path costs more than the call
    except OSError:
        return None
    return PublishedPage(f"{links}/{state}", int(state.rpartition("@")[2]))


def publish(name: str, forms: Mapping[str, bytes], *, serial: int, changed_second: int) -> None:
    """Make `forms` (`html` and `json`) the page's newest state. The caller holds the lock of its rows."""
    if settings.READERS_LOG_IN:
        return  # what nginx finds here, it serves to anybody
    withdraw(name)
    state = _state_folder(name, serial)
    draft = state.with_name(f".{state.name}.{secrets.token_hex(4)}")
    draft.mkdir(parents=True)
    for form, content in forms.items():
        for file, written in (
            (draft / f"page.{form}", content),
            (draft / f"page.{form}.gz", gzip.compress(content, GZIP_LEVEL, mtime=0)),
        ):
            file.write_bytes(written)
            os.utime(file, (changed_second, changed_second))
    shutil.rmtree(state, ignore_errors=True)  # left by a process that ended before it made the link
    draft.rename(state)
    link = links() / name
    link.parent.mkdir(exist_ok=True)
    fresh = link.with_name(f".{name}.{secrets.token_hex(4)}")
    fresh.symlink_to(os.path.relpath(state, link.parent))
    fresh.replace(link)


def withdraw(name: str) -> None:
    """Take the page out of everybody's sight, at once; the next reader gets what the rows say.

    Call it before the commit of what changes the page, with its rows locked: nobody can publish it until then.
    """
    link = links() / name
    with contextlib.suppress(FileNotFoundError):
        state = link.parent / link.readlink()
        link.unlink()
        shutil.rmtree(state, ignore_errors=True)


def withdraw_many(names: Iterable[str]) -> None:
    """Likewise many pages, by their links alone: deleting their folders would outlast the lock.

    What the links led to is an orphan from then on (`index.orphans`).
    """
    for name in names:
        (links() / name).unlink(missing_ok=True)


def withdraw_all() -> None:
    """For each start: pages may be of an older version of the code, or cut short by a power failure.

    Where the index is private now, a mark tells nginx to serve none: a process that was started before the
    change may still publish some.
    """
    shutil.rmtree(settings.PAGES_ROOT, ignore_errors=True)
    if settings.READERS_LOG_IN:
        mark = Path(settings.PAGES_ROOT) / PRIVATE_MARK
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()


def links() -> Path:
    return Path(settings.PAGES_ROOT) / "simple"


def states() -> Path:
    return Path(settings.PAGES_ROOT) / "states"


def _state_folder(name: str, serial: int) -> Path:
    part = hashlib.sha256(name.encode()).hexdigest()[:2]  # a folder of a million entries is slow to list
    return states() / part / f"{name}@{serial}"
