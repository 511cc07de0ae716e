"""How the programs in `bin/` talk: progress on stdout, one line on stderr for what a person must mend."""

import sys
from collections.abc import Callable
from typing import NoReturn

INTERRUPTED = 130  # 128 + SIGINT, as shells report it


class Failure(Exception):  # noqa: N818 - named after what happened
    """Something the person at the terminal can mend; its text is the one line they get."""


def say(line: str) -> None:
    print(line, flush=True)


def exit_with(main: Callable[[], int]) -> NoReturn:
    """Run `main`; its `Failure` becomes one line and exit code 1, Ctrl-C becomes silence."""
    try:
        sys.exit(main())
    except Failure as failure:
        print(failure, file=sys.stderr, flush=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
