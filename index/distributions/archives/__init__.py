"""Bounded reading of wheels and sdists: what an archive holds is checked in place and never extracted."""

from typing import BinaryIO

from index.distributions.archives.inspected import Inspected
from index.distributions.archives.sdist import inspect_sdist
from index.distributions.archives.wheel import inspect_wheel
from index.distributions.filenames import ParsedFilename
from index.distributions.invalid import InvalidDistribution

__all__ = ["Inspected", "InvalidDistribution", "inspect"]


def inspect(file: BinaryIO, parsed: ParsedFilename) -> Inspected:
    """Check a distribution file against its name and against itself.

    Memory and time are bounded by the limits of `index.distributions.archives.limits`, whatever the bytes claim.

    :param file: seekable; read from its first byte whatever its position.
    :raises InvalidDistribution: for the first thing that is wrong.
    """
    return inspect_wheel(file, parsed) if parsed.kind == "bdist_wheel" else inspect_sdist(file, parsed)
