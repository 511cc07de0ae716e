"""Project names: PEP 503 and PEP 508, and which names a person takes for one another."""

import re
import sys

from packaging.utils import InvalidName, NormalizedName, canonicalize_name

_LOOK_ALIKES = str.maketrans({"l": "1", "i": "1", "o": "0"})
_SEPARATORS = re.compile(r"[-_.]+")

# A name must not become free by running the index on a newer Python: installers still run on older ones.
_LEFT_THE_STANDARD_LIBRARY = frozenset(
    (
        "aifc",
        "asynchat",
        "asyncore",
        "audioop",
        "cgi",
        "cgitb",
        "chunk",
        "crypt",
        "distutils",
        "imghdr",
        "imp",
        "lib2to3",
        "mailcap",
        "msilib",
        "nis",
        "nntplib",
        "ossaudiodev",
        "pipes",
        "smtpd",
        "sndhdr",
        "spwd",
        "sunau",
        "telnetlib",
        "uu",
        "xdrlib",
    )
)


def normalize(name: str) -> NormalizedName:
    """The one spelling that all spellings of a name share: lower case, runs of `-_.` as one `-` (PEP 503)."""
    return canonicalize_name(name)


def is_valid(name: str) -> bool:
    """Whether `name` is a project name: ASCII letters, digits and `-_.`, no separator at an end (PEP 508)."""
    try:
        canonicalize_name(name, validate=True)
    except InvalidName:
        return False
    return True


def confusable_key(name: str) -> str:
    """A key, equal for names a reader may mistake: separators dropped, `l` and `i` as `1`, `o` as `0`."""
    return _SEPARATORS.sub("", name.lower()).translate(_LOOK_ALIKES)


def is_standard_library(name: str) -> bool:
    """Whether `name` is, or was until Python 3.11, a module that comes with Python itself."""
    return normalize(name) in STDLIB_NAMES


STDLIB_NAMES = frozenset(normalize(name) for name in sys.stdlib_module_names | _LEFT_THE_STANDARD_LIBRARY)
