"""The one check that must also run on a Python too old for everything else: keep its syntax plain."""

import sys

OLDEST = (3, 11)
NEWEST = (3, 13)


def complaint(version: tuple) -> str:
    """The sentence that refuses a `sys.version_info`; empty where it will do."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return ""
    return (
        "Gatehouse needs Python {}.{} to {}.{}; this is {}.{}. Start it with another: python3.{} {}".format(
            *OLDEST, *NEWEST, *version[:2], NEWEST[1], sys.argv[0]
        )
    )


def require_supported_python() -> None:
    sentence = complaint(sys.version_info)
    if sentence:
        sys.stderr.write(sentence + "\n")
        sys.exit(1)
