"""Wheels: PEP 427, with PEP 639 for licence files."""

import math
import re
from typing import BinaryIO

from packaging.tags import InvalidTag, Tag, parse_tag
from packaging.version import InvalidVersion, Version

from index.distributions import metadata as core
from index.distributions.archives import entry_points
from index.distributions.archives.inspected import (
    Inspected,
    check_identity,
    check_licence_files,
    count_modules,
    importable_names,
)
from index.distributions.archives.limits import check_unpacked
from index.distributions.archives.record import SIGNATURES, check_record
from index.distributions.archives.zip_content import read_content
from index.distributions.archives.zip_layout import ZipEntry, read_layout
from index.distributions.filenames import ParsedFilename
from index.distributions.invalid import malformed, quoted
from index.distributions.names import normalize

MAX_WHEEL_BYTES = 64 * 1024
MAX_ENTRY_POINTS_BYTES = 256 * 1024

_DIST_INFO = ".dist-info"
_DATA = ".data"
_SCHEMES = frozenset(("data", "headers", "platlib", "purelib", "scripts"))
_SITE_PACKAGES = frozenset(("platlib", "purelib"))
_TIMES_A_TAG_IS_WRITTEN = 4  # at most; tools that add tags to a wheel may repeat some
_WHEEL_LINE = re.compile(r"([A-Za-z-]+): *(.*?) *")


def inspect_wheel(file: BinaryIO, parsed: ParsedFilename) -> Inspected:
    """Check a wheel; see `index.distributions.archives.inspect`."""
    entries = read_layout(file)
    unpacked_bytes = sum(entry.size_bytes for entry in entries)
    check_unpacked(unpacked_bytes, packed_bytes=entries[-1].data_offset if entries else 0)
    by_path = {entry.name: entry for entry in entries if not entry.is_directory}
    dist_info = _dist_info(by_path, parsed)
    _check_data(by_path, parsed)
    _check_wheel_file(_read(file, by_path, f"{dist_info}/WHEEL", MAX_WHEEL_BYTES), parsed)
    metadata_bytes = _read(file, by_path, f"{dist_info}/METADATA", core.MAX_METADATA_BYTES)
    metadata = core.parse(metadata_bytes)
    check_identity(metadata, parsed)
    check_licence_files(metadata, folder=f"{dist_info}/licenses", paths=by_path)
    if (path := f"{dist_info}/entry_points.txt") in by_path:
        entry_points.check(_read(file, by_path, path, MAX_ENTRY_POINTS_BYTES))
    check_record(file, by_path, dist_info=dist_info)
    installed = _site_packages(by_path)
    return Inspected(
        metadata=metadata,
        metadata_bytes=metadata_bytes,
        has_signature=any(f"{dist_info}/{name}" in by_path for name in SIGNATURES),
        python_modules=count_modules(installed),
        top_level=importable_names(installed),
        members=len(entries),
        unpacked_bytes=unpacked_bytes,
    )


def _read(file: BinaryIO, by_path: dict[str, ZipEntry], path: str, max_bytes: int) -> bytes:
    if path not in by_path:
        raise malformed(f"The wheel has no {quoted(path)}")
    return read_content(file, by_path[path], max_bytes=max_bytes)


def _dist_info(by_path: dict[str, ZipEntry], parsed: ParsedFilename) -> str:
    """The one `.dist-info` folder at the top, which must be of the project and version of the file name."""
    folders = _top_folders(by_path, _DIST_INFO)
    if len(folders) != 1:
        raise malformed(f"The wheel has {len(folders)} .dist-info folders at its top instead of one")
    if not _is_of(folders[0].removesuffix(_DIST_INFO), parsed):
        raise malformed(
            f"The folder {quoted(folders[0])} is not of the project and version of {parsed.filename}"
        )
    return folders[0]


def _check_data(by_path: dict[str, ZipEntry], parsed: ParsedFilename) -> None:
    """What lies in `.data` is spread over the installation: it may not bring another project's metadata."""
    folders = _top_folders(by_path, _DATA)
    if len(folders) > 1 or any(not _is_of(folder.removesuffix(_DATA), parsed) for folder in folders):
        raise malformed(f"The wheel has .data folders of other projects than {parsed.name} {parsed.version}")
    for path in by_path:
        folder, _, rest = path.partition("/")
        if folder not in folders:
            continue
        scheme, _, installed = rest.partition("/")
        if scheme not in _SCHEMES:
            raise malformed(f"The wheel has {quoted(path)} in a .data folder that no installer knows")
        if scheme in _SITE_PACKAGES and installed.partition("/")[0].casefold().endswith(_DIST_INFO):
            raise malformed(f"The wheel installs a second .dist-info folder, {quoted(path)}")


def _top_folders(by_path: dict[str, ZipEntry], suffix: str) -> list[str]:
    return sorted(
        {path.partition("/")[0] for path in by_path if path.partition("/")[0].casefold().endswith(suffix)}
    )


def _is_of(stem: str, parsed: ParsedFilename) -> bool:
    name, _, version = stem.rpartition("-")
    try:
        return normalize(name) == parsed.name and Version(version) == parsed.version
    except InvalidVersion:
        return False


def _check_wheel_file(raw: bytes, parsed: ParsedFilename) -> None:
    """WHEEL must be of the format we know, and say the same tags as the file name."""
    fields = _wheel_fields(raw)
    if not re.fullmatch(r"1\.[0-9]{1,3}", fields.get("wheel-version", [""])[0]):
        raise malformed("The wheel's WHEEL file has no Wheel-Version 1.x")
    if fields.get("root-is-purelib", [""])[0].lower() not in ("true", "false"):
        raise malformed("The wheel's WHEEL file does not say whether Root-Is-Purelib")
    written = fields.get("tag", [])
    if sum(map(_expanded, written)) > _TIMES_A_TAG_IS_WRITTEN * len(parsed.tags):
        raise malformed(f"The wheel's WHEEL file stands for more tags than those of {parsed.filename}")
    tags: set[Tag] = set()
    try:
        for value in written:
            tags |= parse_tag(value)
    except (InvalidTag, ValueError) as exc:
        raise malformed("The wheel's WHEEL file has a Tag that is not one") from exc
    if tags != parsed.tags:
        raise malformed(f"The tags in the wheel's WHEEL file are not those of {parsed.filename}")


def _expanded(compressed: str) -> int:
    """How many tags a compressed one stands for (PEP 425): a line of 60 kB may stand for billions."""
    return math.prod(part.count(".") + 1 for part in compressed.split("-"))


def _wheel_fields(raw: bytes) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    try:
        lines = raw.decode("utf-8").splitlines()
    except UnicodeDecodeError as exc:
        raise malformed("The wheel's WHEEL file is not UTF-8") from exc
    for line in filter(str.strip, lines):
        match = _WHEEL_LINE.fullmatch(line)
        if match is None:
            raise malformed(f"The wheel's WHEEL file has the line {quoted(line)}, which is not a field")
        fields.setdefault(match[1].lower(), []).append(match[2])
    return fields


def _site_packages(by_path: dict[str, ZipEntry]) -> list[str]:
    """The paths as they are once installed, of what goes to `site-packages`."""
    installed = []
    for path in by_path:
        folder, _, rest = path.partition("/")
        if folder.endswith(_DATA):
            scheme, _, inner = rest.partition("/")
            if scheme in _SITE_PACKAGES:
                installed.append(inner)
        elif not folder.endswith(_DIST_INFO):
            installed.append(path)
    return installed
