"""Servers to measure: started, waited for, stopped, and what processor time and memory they took."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

PATIENCE_SECONDS = 60
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
DATABASES = {"postgres", "redis-server"}  # their work for us is in processes of their own


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@contextlib.contextmanager
def running(command: list[str], url: str, *, folder: Path, **environment: str) -> Iterator[int]:
    """The process id of a server that answers at `url`; all it started ends with the block."""
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, env=os.environ | environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            wait_for(url, process)
            yield process.pid
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(url: str, process: subprocess.Popen) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"{process.args[0]} does not answer at {url}; see its log.")


def cpu_seconds(root: int) -> float:
    """What a process, all below it and the databases have taken so far."""
    return sum(ticks for ticks, _ in _members(root)) / TICKS_A_SECOND


def memory_mb(root: int) -> float:
    """Of the largest process below `root`: what is resident of it."""
    return max(pages for _, pages in _members(root, databases=False)) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _members(root: int, *, databases: bool = True) -> Iterator[tuple[int, int]]:
    """Ticks and resident pages of each process that counts."""
    facts = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, _, rest = path.read_text().partition("(")[2].rpartition(")")
            fields = rest.split()
            facts[int(path.parent.name)] = (
                name,
                int(fields[1]),
                int(fields[11]) + int(fields[12]),
                int(fields[21]),
            )
    below = {root}
    for pid in sorted(facts):
        if facts[pid][1] in below:
            below.add(pid)
    for pid, (name, _, ticks, pages) in facts.items():
        if pid in below or (databases and name in DATABASES):
            yield ticks, pages
