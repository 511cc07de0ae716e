"""Keeps a few programs running in one terminal: starts, shows, restarts and stops them, in order.

One thread waits for everything (output, signals, deadlines), so that no child is started while another
thread holds a lock, and a stop cannot race a restart.
"""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from . import children
from .console import say

FIRST_PAUSE = 1.0  # seconds before the first restart; doubled by each further one
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0  # a child that lived this long is no longer thought to be failing
TICK = 0.2

# Each signal, and the seconds it is given to work. To Celery they mean: finish the running tasks (an idle
# worker takes six seconds); then hand them back to the queue. The others end at the first.
ESCALATION = ((signal.SIGTERM, 10.0), (signal.SIGQUIT, 3.0))


@dataclass
class Program:
    """A command to keep running; `name` stands before each line it writes."""

    name: str
    command: list[str]
    keep_open: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    output: int = -1  # the end of a pipe that carries its stdout and stderr
    started_at: float = 0.0
    restart_at: float = 0.0
    pause: float = FIRST_PAUSE
    unfinished_line: bytes = field(default=b"", repr=False)


class Supervisor:
    """Runs programs until it is told to stop; `stop_requested` is set by SIGINT and SIGTERM."""

    def __init__(self, *, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.environment = dict(environment)
        self.programs: list[Program] = []
        self.stop_requested = 0
        self.selector = selectors.DefaultSelector()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._request_stop)

    def _request_stop(self, *_: object) -> None:
        self.stop_requested += 1

    @property
    def is_hurried(self) -> bool:
        return self.stop_requested > 1

    def start(self, program: Program) -> None:
        self.programs.append(program)
        self._launch(program)

    def run(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Show output and restart what ends, until `until` is true or a stop is requested."""
        while not self.stop_requested and not until():
            self._show_output(TICK)
            for program in self.programs:
                self._revive(program)

    def stop(self) -> None:
        """Stop all programs, asked in the order they were started; a second signal skips the waiting."""
        for number, patience in ESCALATION:
            for program in self.programs:
                if program.process is not None:
                    program.process.send_signal(number)  # nothing, where it has ended
            self._wait(patience)
        for program in self.programs:
            self._forget(program)

    def _launch(self, program: Program) -> None:
        program.output, theirs = os.pipe()
        os.set_blocking(program.output, False)
        # A session of its own: Ctrl-C in the terminal reaches us alone, and we stop the children in order.
        program.process = children.start(
            program.command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            pass_fds=program.keep_open,
        )
        os.close(theirs)
        program.started_at = time.monotonic()
        self.selector.register(program.output, selectors.EVENT_READ, program)

    def _revive(self, program: Program) -> None:
        now = time.monotonic()
        if program.process is None:
            if now >= program.restart_at:
                self._launch(program)
        elif program.process.poll() is not None:
            if now - program.started_at > STEADY_AFTER:
                program.pause = FIRST_PAUSE
            say(
                f"{program.name} ended with code {program.process.returncode}; "
                f"starting it again in {program.pause:.0f} s"
            )
            self._forget(program)
            program.restart_at = now + program.pause
            program.pause = min(2 * program.pause, LONGEST_PAUSE)

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while any(_is_alive(program) for program in self.programs) and not self.is_hurried:
            if time.monotonic() > deadline:
                return
            self._show_output(TICK / 4)

    def _forget(self, program: Program) -> None:
        """Take leave of a child, and of whatever it started itself: its whole session is killed."""
        if program.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.process.pid, signal.SIGKILL)
        program.process.wait()
        while self._read(program):
            pass  # its last words may be longer than one read
        self.selector.unregister(program.output)
        os.close(program.output)
        program.process = None

    def _show_output(self, seconds: float) -> None:
        for key, _ in self.selector.select(seconds):
            self._read(key.data)

    def _read(self, program: Program) -> bool:
        """Print the whole lines that have arrived, each behind the program's name; False where none had."""
        try:
            arrived = os.read(program.output, 65536)
        except BlockingIOError:
            return False
        *lines, program.unfinished_line = (program.unfinished_line + arrived).split(b"\n")
        for line in filter(bytes.strip, lines):
            say(f"{program.name:9} | {line.decode(errors='replace')}")
        return bool(arrived)


def _is_alive(program: Program) -> bool:
    return program.process is not None and program.process.poll() is None
