"""The settings of a site whose web processes die, while the file `die` is there, with an upload half done."""

import os
import signal

from config.settings import *  # noqa: F403
from config.settings import DATA_DIR, WITH_UPLOAD

WITH_UPLOAD = [*WITH_UPLOAD, f"{__name__}.die_if_told"]


def die_if_told(_release_id):
    """Called in the upload's transaction: the bytes are stored, the rows are written and not committed."""
    if (DATA_DIR / "die").exists():
        os.kill(os.getpid(), signal.SIGKILL)
