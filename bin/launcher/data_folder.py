"""The folder that holds everything a Gatehouse stores: private, writable, and held by one start at a time."""

import fcntl
import os
import tempfile
from collections.abc import Mapping
from io import TextIOWrapper
from pathlib import Path

from .console import Failure
from .environment import PROJECT


def data_folder(environment: Mapping[str, str]) -> Path:
    """GATEHOUSE_DATA, or `var/` in the project, made where it is missing.

    :raises Failure: it cannot be made or written.
    """
    folder = Path(environment.get("GATEHOUSE_DATA", "").strip() or PROJECT / "var").absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Permission bits do not tell (root, read-only mounts, full disks): only writing does.
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"writable")
    except OSError as exc:
        raise Failure(
            f"The data folder {folder} (GATEHOUSE_DATA) cannot be written: {exc.strerror}."
        ) from None
    return folder


def hold(folder: Path) -> TextIOWrapper:
    """The open lock file of the folder; the kernel frees it however the process ends.

    :raises Failure: another start holds the folder.
    """
    lock = (folder / "up.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise Failure(
            f"Gatehouse already runs on {folder} (process {holder}). GATEHOUSE_DATA names another folder."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock
