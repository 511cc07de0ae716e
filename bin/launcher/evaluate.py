"""`bin/evaluate`: set up what is missing, then try the recipe of the spam model on the labelled records."""

import os
import sys
from pathlib import Path

from . import children, environment
from .test_parts import SEED_DATA

PICTURE = environment.PROJECT / "var" / "evaluation.png"


def main() -> int:
    """The exit code of `classifier evaluate`. The records are those of GATEHOUSE_SEED_DATA.

    :raises Failure: the set-up is at fault.
    """
    python = environment.ensure(environment.DEVELOPMENT)
    data = Path(os.environ.get("GATEHOUSE_SEED_DATA", "").strip() or SEED_DATA)
    picture = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    manage = [str(python), str(environment.PROJECT / "manage.py"), "classifier", "evaluate", "--unseen"]
    command = [*manage, "--data", str(data.resolve()), "--plot", str(picture.resolve())]
    return children.run(command, cwd=environment.PROJECT, env=dict(os.environ))
