"""What is known of a distribution once its archive has been checked."""

from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import splitext

from index.distributions.filenames import ParsedFilename
from index.distributions.invalid import InvalidDistribution, quoted
from index.distributions.metadata import CoreMetadata

_MODULE_SUFFIXES = frozenset((".py", ".pyd", ".pyx", ".so"))


@dataclass(frozen=True, slots=True)
class Inspected:
    """A distribution that agrees with its file name and with itself.

    `metadata_bytes` is METADATA or PKG-INFO, byte for byte (PEP 658); `python_modules` counts the files with
    code that Python imports or compiles; `top_level` are the names that an installation makes importable.
    """

    metadata: CoreMetadata
    metadata_bytes: bytes
    has_signature: bool
    python_modules: int
    top_level: tuple[str, ...]
    members: int
    unpacked_bytes: int


def check_identity(metadata: CoreMetadata, parsed: ParsedFilename) -> None:
    """The metadata inside must be of the project and version that the file is named for.

    :raises InvalidDistribution: where they differ.
    """
    if metadata.normalized_name != parsed.name or metadata.canonical_version != str(parsed.version):
        inside = f"{metadata.name} {metadata.version}"
        raise InvalidDistribution(
            f"{parsed.filename} holds the metadata of {quoted(inside)}; "
            "upload each file under the name it was built with."
        )


def check_licence_files(metadata: CoreMetadata, *, folder: str, paths: Iterable[str]) -> None:
    """Every License-File of the metadata must be in `folder` among `paths` (PEP 639).

    :raises InvalidDistribution: naming the first one missing.
    """
    present = set(paths)
    for name in metadata.license_files:
        if f"{folder}/{name}" not in present:
            raise InvalidDistribution(
                f"The metadata names the licence file {quoted(name)}, which is not in the archive at "
                f"{quoted(f'{folder}/{name}')}; add it or leave it out of the metadata."
            )


def count_modules(paths: Iterable[str]) -> int:
    """How many of `paths` are code: modules, extension modules and their sources."""
    return sum(splitext(path)[1] in _MODULE_SUFFIXES for path in paths)


def importable_names(paths: Iterable[str]) -> tuple[str, ...]:
    """The packages and modules at the top of `paths`, which are relative to a folder of `sys.path`."""
    names = set()
    for path in paths:
        first, slash, _ = path.partition("/")
        name = first if slash else first.partition(".")[0]
        if splitext(path)[1] in _MODULE_SUFFIXES and name.isidentifier():
            names.add(name)
    return tuple(sorted(names))
