"""The virtual environments beside the project: made once, filled from a lock, checked by a stamp."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import children
from .console import Failure, say
from .python_version import complaint

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Lock:
    """A file of pins, the environment that they are installed into, and the locks whose pins it holds too."""

    path: Path
    folder: Path
    holds: tuple["Lock", ...] = ()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


RUNTIME = Lock(PROJECT / "requirements.txt", PROJECT / ".venv")
# It holds every pin of the runtime lock (tests/operations/test_lock.py), so that an environment made for
# tests also serves `bin/up`.
DEVELOPMENT = Lock(PROJECT / "requirements-dev.txt", PROJECT / ".venv", holds=(RUNTIME,))
# The programs that tests/clients runs. Each pins what the others and ours would have otherwise.
CLIENTS = Lock(PROJECT / "requirements-clients.txt", PROJECT / ".venv-clients")
# The servers that bin/bench measures beside ours.
PEERS = Lock(PROJECT / "requirements-bench.txt", PROJECT / ".venv-bench")


def ensure(lock: Lock) -> Path:
    """The Python of the lock's environment, with all that it pins; does nothing where the stamp says so already.

    :raises Failure: the environment cannot be made, or pip refuses.
    """
    environment = _Environment(lock.folder)
    with _one_at_a_time():
        if not environment.is_sound():
            say(f"Making the environment in {lock.folder.name} ...")
            environment.create()
        if lock.digest not in environment.stamped():
            environment.install(lock)
    return environment.python


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


class _Environment:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        self._stamp = folder / "installed"  # a digest a line, one for each lock that is installed whole
        self._unfinished = (
            folder / "unfinished"
        )  # stands while an install runs; found later, it was interrupted
        self._log = folder / "install.log"

    def is_sound(self) -> bool:
        if self._unfinished.exists() or not self.python.exists():
            return False
        # It may be a link to a Python that is gone, or one that this version of the project no longer supports.
        code = "import sys; print(*sys.version_info[:2])"
        answer = subprocess.run([self.python, "-c", code], capture_output=True, text=True, check=False)
        return answer.returncode == 0 and not complaint(tuple(int(part) for part in answer.stdout.split()))

    def create(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        try:
            venv.create(self.folder, symlinks=True)
            self._unfinished.touch()
        except OSError as exc:
            raise Failure(f"The environment {self.folder} cannot be made: {exc.strerror}.") from None

    def stamped(self) -> set[str]:
        return set(self._stamp.read_text().split()) if self._stamp.exists() else set()

    def install(self, lock: Lock) -> None:
        say(f"Installing what {lock.path.name} lists, once; this takes about half a minute ...")
        self._stamp.unlink(missing_ok=True)
        self._unfinished.touch()
        # Compiling every module of every package takes longer than all else; Python compiles what is imported.
        options = ["--require-hashes", "--no-deps", "--no-compile", "--no-input"]
        self._run_logged([*self._pip(), "install", *options, "-r", lock.path.name])
        self._stamp.write_text("".join(f"{each.digest}\n" for each in (lock, *lock.holds)))
        self._unfinished.unlink()

    def _pip(self) -> list[str]:
        """The command that installs into the environment.

        Debian splits ensurepip off; the system's pip (22.3 or later) can then serve the environment from outside.
        """

        def works(*command: str | Path) -> bool:
            return subprocess.run(command, capture_output=True, check=False).returncode == 0

        python = self.python
        if works(python, "-m", "pip", "--version") or works(python, "-m", "ensurepip"):
            return [str(python), "-m", "pip"]
        if works(sys.executable, "-m", "pip", "--version"):
            return [sys.executable, "-m", "pip", "--python", str(python)]
        raise Failure(
            "This Python has no pip. Install it first (Debian and Ubuntu: apt install python3-venv)."
        )

    def _run_logged(self, command: list[str]) -> None:
        with self._log.open("w+") as log:
            # PIP_USER, set by some for their own shell, would install beside the environment.
            settings = {**os.environ, "PIP_USER": "0"}
            code = children.run(command, cwd=PROJECT, env=settings, stdout=log, stderr=subprocess.STDOUT)
            log.seek(0)
            errors = [line.strip() for line in log if line.startswith("ERROR:")]
        if code:
            reason = errors[-1] if errors else f"exit code {code}"
            raise Failure(f"pip could not install the packages: {reason} (all it said: {self._log})")
