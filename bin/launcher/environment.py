"""The virtual environment beside the project: made once, filled from the lock, checked by a stamp."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

from . import children
from .console import Failure, say
from .python_version import complaint

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = PROJECT / ".venv"
PYTHON = FOLDER / "bin" / "python"
RUNTIME = PROJECT / "requirements.txt"
DEVELOPMENT = PROJECT / "requirements-dev.txt"

STAMP = FOLDER / "installed"  # a digest a line, one for each lock that is installed whole
UNFINISHED = FOLDER / "unfinished"  # stands while an install runs; found later, it was interrupted
INSTALL_LOG = FOLDER / "install.log"


def ensure(lock: Path) -> Path:
    """The environment's Python, with all of `lock` installed; does nothing where the stamp says so already.

    The development lock holds every pin of the runtime lock (tests/operations/test_lock.py), so an
    environment made for tests also serves `bin/up`.

    :raises Failure: the environment cannot be made, or pip refuses.
    """
    with _one_at_a_time():
        if not _is_sound():
            say("Making the environment in .venv ...")
            _create()
        if _digest(lock) not in _stamped():
            _install(lock)
    return PYTHON


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two set-ups at once would fill one folder: the second waits for the first."""
    try:
        guard = (PROJECT / ".venv.lock").open("w")
    except OSError as exc:
        raise Failure(f"The project folder {PROJECT} cannot be written: {exc.strerror}.") from None
    with guard:
        try:
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is running; waiting for it ...")
            fcntl.flock(guard, fcntl.LOCK_EX)
        yield


def _is_sound() -> bool:
    if UNFINISHED.exists() or not PYTHON.exists():
        return False
    # It may be a link to a Python that is gone, or one that this version of the project no longer supports.
    code = "import sys; print(*sys.version_info[:2])"
    answer = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and not complaint(tuple(int(part) for part in answer.stdout.split()))


def _create() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    try:
        venv.create(FOLDER, symlinks=True)
        UNFINISHED.touch()
    except OSError as exc:
        raise Failure(f"The environment {FOLDER} cannot be made: {exc.strerror}.") from None


def _stamped() -> set[str]:
    return set(STAMP.read_text().split()) if STAMP.exists() else set()


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _install(lock: Path) -> None:
    say(f"Installing what {lock.name} lists, once; this takes about half a minute ...")
    STAMP.unlink(missing_ok=True)
    UNFINISHED.touch()
    # Compiling every module of every package takes longer than all else; Python compiles what is imported.
    options = ["--require-hashes", "--no-deps", "--no-compile", "--no-input"]
    _run_logged([*_pip(), "install", *options, "-r", lock.name])
    locks = [RUNTIME, DEVELOPMENT] if lock == DEVELOPMENT else [lock]
    STAMP.write_text("".join(f"{_digest(each)}\n" for each in locks))
    UNFINISHED.unlink()


def _pip() -> list[str]:
    """The command that installs into the environment.

    Debian splits ensurepip off; the system's pip (22.3 or later) can then serve the environment from outside.
    """

    def works(*command: str | Path) -> bool:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    if works(PYTHON, "-m", "pip", "--version") or works(PYTHON, "-m", "ensurepip"):
        return [str(PYTHON), "-m", "pip"]
    if works(sys.executable, "-m", "pip", "--version"):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    raise Failure("This Python has no pip. Install it first (Debian and Ubuntu: apt install python3-venv).")


def _run_logged(command: list[str]) -> None:
    with INSTALL_LOG.open("w+") as log:
        # PIP_USER, set by some for their own shell, would install beside the environment.
        settings = {**os.environ, "PIP_USER": "0"}
        code = children.run(command, cwd=PROJECT, env=settings, stdout=log, stderr=subprocess.STDOUT)
        log.seek(0)
        errors = [line.strip() for line in log if line.startswith("ERROR:")]
    if code:
        reason = errors[-1] if errors else f"exit code {code}"
        raise Failure(f"pip could not install the packages: {reason} (all it said: {INSTALL_LOG})")
