"""File names of distributions: PEP 427 for wheels, PEP 625 for sdists, in their canonical spelling only."""

import re
from dataclasses import dataclass
from typing import Literal

from packaging.tags import Tag
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    NormalizedName,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import Version

from index.distributions.invalid import InvalidDistribution, quoted
from index.distributions.names import is_valid
from index.distributions.versions import MAX_CHARACTERS as MAX_VERSION_CHARACTERS

SDIST = ".tar.gz"
WHEEL = ".whl"

# What file systems take for one part of a path.
MAX_FILENAME_BYTES = 255
# What the index's rows take.
MAX_NAME_CHARACTERS = 100

_REFUSED_FORMATS = {
    ".dmg": "disk images",
    ".egg": "eggs",
    ".exe": "Windows installers",
    ".msi": "Windows installers",
    ".rpm": "RPM files",
    ".tar.bz2": "sdists compressed by bzip2",
    ".tar.xz": "sdists compressed by xz",
    ".zip": "sdists in ZIP format",
}
_PLAIN_CHARACTERS = re.compile(r"[A-Za-z0-9!+._-]+")

Kind = Literal["sdist", "bdist_wheel"]


@dataclass(frozen=True, slots=True)
class ParsedFilename:
    """What a file name says. `python_tag` is as written (`py2.py3`), `source` for an sdist."""

    filename: str
    kind: Kind
    name: NormalizedName
    version: Version
    python_tag: str = "source"
    build_tag: str = ""
    tags: frozenset[Tag] = frozenset()

    @property
    def stem(self) -> str:
        """The file name without its extension."""
        return self.filename.removesuffix(SDIST if self.kind == "sdist" else WHEEL)

    @property
    def canonical(self) -> str:
        """The one spelling that all spellings of the file name share: `py2.py3` is `py3.py2`, and `PY3` is `py3`."""
        if self.kind == "sdist":
            return self.filename  # no other is taken
        *_, python_tags, abi_tags, platform_tags = self.stem.lower().split("-")
        tags = (".".join(sorted({*part.split(".")})) for part in (python_tags, abi_tags, platform_tags))
        build = [self.build_tag] if self.build_tag else []
        return "-".join([self.name.replace("-", "_"), str(self.version), *build, *tags]) + WHEEL


def parse(filename: str) -> ParsedFilename:
    """Read a file name of a new upload.

    :raises InvalidDistribution: unless it is a plain, canonical name of a wheel or a gzipped sdist.
    """
    _check_plain(filename)
    if filename.endswith(WHEEL):
        return _parse_wheel(filename)
    if filename.endswith(SDIST):
        return _parse_sdist(filename)
    for extension, what in _REFUSED_FORMATS.items():
        if filename.lower().endswith(extension):
            raise InvalidDistribution(
                f"{quoted(filename)} is not accepted: {what} were replaced; upload a .whl or a .tar.gz file."
            )
    raise InvalidDistribution(
        f"{quoted(filename)} is neither a wheel nor an sdist; upload a .whl or a .tar.gz file."
    )


def _check_plain(filename: str) -> None:
    if len(filename.encode("utf-8", "surrogatepass")) > MAX_FILENAME_BYTES:
        raise InvalidDistribution(
            f"The file name {quoted(filename)} is longer than {MAX_FILENAME_BYTES} bytes; "
            "give the project a shorter name."
        )
    if filename.startswith(".") or not _PLAIN_CHARACTERS.fullmatch(filename):
        raise InvalidDistribution(
            f"The file name {quoted(filename)} has characters that the specifications do not allow; "
            "send the name as the build tool wrote it, without a path."
        )


def _parse_wheel(filename: str) -> ParsedFilename:
    try:
        name, version, build, tags = parse_wheel_filename(filename)
    except InvalidWheelFilename as exc:
        raise _invalid(filename, exc) from exc
    written_name, written_version, *written_build, python_tag, _abi, _platform = filename.removesuffix(
        WHEEL
    ).split("-")
    _check_name(filename, written_name)
    _check_version(filename, written_version, version)
    build_tag = f"{build[0]}{build[1]}" if build else ""
    if written_build and written_build != [build_tag]:
        raise InvalidDistribution(
            f"The build tag in {quoted(filename)} must be written {quoted(build_tag)}; rename the file."
        )
    return ParsedFilename(filename, "bdist_wheel", name, version, python_tag, build_tag, tags)


def _parse_sdist(filename: str) -> ParsedFilename:
    try:
        name, version = parse_sdist_filename(filename)
    except InvalidSdistFilename as exc:
        raise _invalid(filename, exc) from exc
    written_name, _, written_version = filename.removesuffix(SDIST).rpartition("-")
    _check_name(filename, written_name)
    _check_version(filename, written_version, version)
    if written_name != name.replace("-", "_"):
        canonical = f"{name.replace('-', '_')}-{version}{SDIST}"
        raise InvalidDistribution(
            f"The sdist {quoted(filename)} must be named {quoted(canonical)} (PEP 625); "
            "build it again with a current build tool."
        )
    return ParsedFilename(filename, "sdist", name, version)


def _check_name(filename: str, written: str) -> None:
    if not is_valid(written):
        raise InvalidDistribution(
            f"{quoted(written)} in {quoted(filename)} is not a project name; "
            "it must start and end with a letter or digit."
        )
    if len(written) > MAX_NAME_CHARACTERS:
        raise InvalidDistribution(
            f"The project name in {quoted(filename)} is longer than {MAX_NAME_CHARACTERS} characters; "
            "choose a shorter one."
        )


def _check_version(filename: str, written: str, version: Version) -> None:
    if len(written) > MAX_VERSION_CHARACTERS:
        raise InvalidDistribution(
            f"The version in {quoted(filename)} is longer than {MAX_VERSION_CHARACTERS} characters; "
            "choose a shorter one."
        )
    if version.local:
        raise InvalidDistribution(
            f"{quoted(filename)} has a local version, which is for private builds (PEP 440); "
            f"build it without +{version.local}."
        )
    if written != str(version):
        raise InvalidDistribution(
            f"The version in {quoted(filename)} must be written {quoted(str(version))} (PEP 440); "
            "build it again with a current build tool."
        )


def _invalid(filename: str, exc: ValueError) -> InvalidDistribution:
    reason = str(exc).partition("(")[2].partition(")")[0] or "see the packaging specifications"
    return InvalidDistribution(
        f"{quoted(filename)} is not a valid name of a distribution file ({reason}); "
        "build it again with a current build tool."
    )
