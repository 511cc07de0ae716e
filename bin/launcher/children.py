"""Starting programs so that none of them outlives the one that started it."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def start(command: Sequence[str | Path], **options: Any) -> subprocess.Popen[bytes]:
    """`subprocess.Popen`, for a caller with a single thread; Linux stops the child if we are killed."""
    # Between fork and exec, locks of other threads would stay locked: hence the single thread.
    return subprocess.Popen(command, preexec_fn=_die_with_parent(), **options)  # noqa: PLW1509


def run(command: Sequence[str | Path], **options: Any) -> int:
    """The exit code of a child that works in the foreground."""
    with start(command, **options) as process:
        return process.wait()


def _die_with_parent() -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)

    return ask_kernel
