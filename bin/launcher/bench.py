"""`bin/bench`: set up what is missing, then measure. Arguments go to `python -m bench`."""

import os
import sys

from . import children, environment


def main() -> int:
    """The exit code of the run: 0 where every bar is met.

    :raises Failure: the set-up is at fault.
    """
    python = environment.ensure(environment.DEVELOPMENT)
    environment.ensure(environment.PEERS)
    command = [python, "-m", "bench", *sys.argv[1:]]
    return children.run(command, cwd=environment.PROJECT, env=dict(os.environ))
