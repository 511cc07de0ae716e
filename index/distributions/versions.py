"""Versions that are one version in several spellings (PEP 440)."""

import re

from packaging.version import Version

MAX_CHARACTERS = 100  # what the index's rows take

_TRAILING_ZEROS = re.compile(r"(?:\.0)+\Z")


def spellings(version: Version) -> list[str]:
    """Every canonical spelling of the versions that equal this one, the shortest first.

    Trailing zeros do not count: who asks for `==1.0` is also given `1` and `1.0.0`.
    """
    base = version.base_version
    suffix = str(version).removeprefix(base)
    shortest = _TRAILING_ZEROS.sub("", base)
    room = MAX_CHARACTERS - len(shortest) - len(suffix)
    return [shortest + ".0" * zeros + suffix for zeros in range(room // len(".0") + 1)]
