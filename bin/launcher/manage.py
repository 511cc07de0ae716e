"""`bin/manage`: Django's command line, run by the project's environment."""

import os
import sys
from typing import NoReturn

from . import environment


def main() -> NoReturn:
    python = environment.ensure(environment.RUNTIME)
    os.execv(python, [str(python), str(environment.PROJECT / "manage.py"), *sys.argv[1:]])
