"""Sdists: PEP 625, and PEP 721's caution without its extraction."""

from typing import BinaryIO

from index.distributions import metadata as core
from index.distributions.archives.gunzip import Gunzip
from index.distributions.archives.inspected import (
    Inspected,
    check_identity,
    check_licence_files,
    count_modules,
    importable_names,
)
from index.distributions.archives.paths import check_distinct
from index.distributions.archives.tar_layout import TarMember, iter_members
from index.distributions.filenames import ParsedFilename
from index.distributions.invalid import malformed, quoted

_SOURCES = "src/"
# What lies at the top of a project to build, test and explain it, and is not installed.
_NOT_INSTALLED = frozenset(
    ("benchmarks", "conftest.py", "docs", "examples", "noxfile.py", "setup.py", "tasks.py", "test", "tests")
)


def inspect_sdist(file: BinaryIO, parsed: ParsedFilename) -> Inspected:
    """Check an sdist; see `index.distributions.archives.inspect`."""
    stream = Gunzip(file)
    folder = parsed.stem
    pkg_info = f"{folder}/PKG-INFO"
    metadata_bytes = None
    members = []
    for member in iter_members(stream):
        if member.path.partition("/")[0] != folder or member.path == folder:
            raise malformed(
                f"The sdist has {quoted(member.path)} outside of its one folder, {quoted(folder)}"
            )
        if member.path == pkg_info:
            metadata_bytes = _read_metadata(stream, member)
        members.append(member)
    check_distinct(member.path for member in members)
    if metadata_bytes is None:
        raise malformed(f"The sdist has no {quoted(pkg_info)}")
    metadata = core.parse(metadata_bytes)
    check_identity(metadata, parsed)
    paths = [member.path for member in members if not member.is_directory]
    check_licence_files(metadata, folder=folder, paths=paths)
    sources = [inner for path in paths if not _is_apart(inner := path.removeprefix(f"{folder}/"))]
    return Inspected(
        metadata=metadata,
        metadata_bytes=metadata_bytes,
        has_signature=False,
        python_modules=count_modules(sources),
        top_level=importable_names(_site_packages(sources)),
        members=len(members),
        unpacked_bytes=stream.unpacked_bytes,
    )


def _read_metadata(stream: Gunzip, member: TarMember) -> bytes:
    if member.size_bytes > core.MAX_METADATA_BYTES:
        raise malformed(f"{quoted(member.path)} is larger than {core.MAX_METADATA_BYTES // 2**20} MiB")
    return stream.read(member.size_bytes)


def _site_packages(paths: list[str]) -> list[str]:
    """The paths as an installation has them, as far as one can tell without building the project.

    A `src/` folder holds what is installed; without one that is the modules and regular packages at the top.
    """
    if below_sources := [path.removeprefix(_SOURCES) for path in paths if path.startswith(_SOURCES)]:
        return below_sources
    known = set(paths)
    return [path for path in paths if "/" not in path or f"{path.partition('/')[0]}/__init__.py" in known]


def _is_apart(path: str) -> bool:
    return path.partition("/")[0] in _NOT_INSTALLED
