"""Bounded reading of wheels and sdists: what an archive holds is checked in place and never extracted."""

from typing import BinaryIO

from index.archives.inspected import Inspected
from index.archives.sdist import inspect_sdist
from index.archives.wheel import inspect_wheel
from index.filenames import ParsedFilename
from index.invalid import InvalidDistribution

__all__ = ["Inspected", "InvalidDistribution", "inspect"]


def inspect(file: BinaryIO, parsed: ParsedFilename) -> Inspected:
    """Check a distribution file against its name and against itself.

    Memory and time are bounded by the limits of `index.archives.limits`, whatever the bytes claim.

    :param file: seekable; read from its first byte whatever its position.
    :raises InvalidDistribution: for the first thing that is wrong.
    """
    return inspect_wheel(file, parsed) if parsed.kind == "bdist_wheel" else inspect_sdist(file, parsed)
