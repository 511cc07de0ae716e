"""Core metadata of a distribution: read from METADATA or PKG-INFO, validated, compared with the upload form.

The file's metadata is the truth: what installers resolve, readers see and the index scores must be one thing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, cast

from packaging.errors import ExceptionGroup as PackagingErrors
from packaging.metadata import InvalidMetadata, Metadata, RawMetadata, parse_email
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import NormalizedName
from packaging.version import InvalidVersion, Version

from index.distributions import metadata_headers, metadata_rules
from index.distributions.invalid import InvalidDistribution, quoted, shortened
from index.distributions.names import normalize

MAX_METADATA_BYTES = 8 * 1024 * 1024
ACCEPTED_VERSIONS = ("1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5")

_LICENSE_FILES_SINCE = (2, 4)  # PEP 639
_UNKNOWN = "UNKNOWN"  # what setuptools before 62 wrote for a field without a value

# PEP 314: what a Description field of several lines starts its continuation lines with.
_DESCRIPTION_INDENT = re.compile(r"(?m)^(?: {7}\|| {8})")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreMetadata:
    """The fields of the core metadata specification; absent ones are empty. `version` is as written."""

    metadata_version: str
    name: str
    version: str
    summary: str = ""
    description: str = ""
    description_content_type: str = ""
    keywords: tuple[str, ...] = ()
    author: str = ""
    author_email: str = ""
    maintainer: str = ""
    maintainer_email: str = ""
    home_page: str = ""
    download_url: str = ""
    project_urls: tuple[tuple[str, str], ...] = ()
    classifiers: tuple[str, ...] = ()
    requires_dist: tuple[str, ...] = ()
    requires_python: str = ""
    requires_external: tuple[str, ...] = ()
    provides_extra: tuple[str, ...] = ()
    provides_dist: tuple[str, ...] = ()
    obsoletes_dist: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    supported_platforms: tuple[str, ...] = ()
    import_names: tuple[str, ...] = ()
    import_namespaces: tuple[str, ...] = ()
    license: str = ""
    license_expression: str = ""
    license_files: tuple[str, ...] = ()
    dynamic: tuple[str, ...] = ()

    @property
    def normalized_name(self) -> NormalizedName:
        return normalize(self.name)

    @property
    def canonical_version(self) -> str:
        """The version as PEP 440 spells it, trailing zeros kept."""
        return str(Version(self.version))

    def as_json(self) -> dict[str, object]:
        """Every field but the description, which is large and stored on its own, in JSON's types."""
        values = {
            field.name: getattr(self, field.name) for field in fields(self) if field.name != "description"
        }
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
        } | {"project_urls": dict(self.project_urls)}


def parse(raw: bytes) -> CoreMetadata:
    """Read METADATA or PKG-INFO.

    :raises InvalidDistribution: naming the first bad field, and how many more problems there are.
    """
    headers, body = metadata_headers.split(_decoded(raw))
    header_fields = metadata_headers.check(headers)
    # Without the body, of which the e-mail parser would look at every line.
    written, unreadable = parse_email(headers)
    if body and "description" in header_fields:
        unreadable["description"] = [body]
    if unreadable:
        field = _title(min(unreadable))
        raise InvalidDistribution(f"The metadata field {field} says two things; say one.")
    if written.get("metadata_version") not in ACCEPTED_VERSIONS:
        raise InvalidDistribution(
            f"Metadata-Version {quoted(written.get('metadata_version', ''))} is not accepted; use one of "
            f"{', '.join(ACCEPTED_VERSIONS)}."
        )
    written["description"] = body or _DESCRIPTION_INDENT.sub("", written.get("description", ""))
    _forgive_old_tools(written)
    # Ours come first and alone: they keep values from `packaging` that would exhaust its parsers.
    if problems := list(_own_problems(written)) or _packaging_problems(written):
        raise InvalidDistribution(_sentence(problems))
    return _core_metadata(written)


def compare_form(metadata: CoreMetadata, form: Mapping[str, list[str]]) -> None:
    """Compare an upload form (by twine's field names) with the file, in the fields that installers read.

    A form that promises other requirements than the file has would be judged by one, installed by the other.

    :raises InvalidDistribution: where they differ, or where the form has no name or version.
    """
    for field in ("name", "version"):
        if not _written(form, field):
            raise InvalidDistribution(f"The upload form has no {field}; send the file's own.")
    for field, canonical in _COMPARED.items():
        in_form = _written(form, field)
        value = getattr(metadata, field)
        in_file = list(value) if isinstance(value, tuple) else [value] if value else []
        if in_form and _canonical_set(canonical, in_form) != _canonical_set(canonical, in_file):
            difference = next((text for text in in_form if text not in in_file), in_form[0])
            raise InvalidDistribution(
                f"The upload form's {field} {quoted(difference)} is not what the file's metadata says; "
                "upload the file with a current client, unchanged."
            )


def _written(form: Mapping[str, list[str]], field: str) -> list[str]:
    return [value.strip() for value in form.get(field, []) if value.strip()]


def _canonical_set(canonical: Callable[[str], object], values: list[str]) -> set[object]:
    """The values in a form that compares; what is unreadable, or takes too long to read, equals itself."""
    if sum(map(len, values)) > metadata_headers.MAX_CHARACTERS_TOGETHER:
        return set(values)
    found: set[object] = set()
    for value in values:
        readable = len(value) <= metadata_headers.MAX_CHARACTERS_OTHERWISE
        try:
            found.add(canonical(value) if readable else value)
        except (InvalidVersion, InvalidSpecifier, InvalidRequirement):
            found.add(value)
    return found


def _requirement(value: str) -> object:
    return value if metadata_rules.requirement(value) else Requirement(value)


_COMPARED: dict[str, Callable[[str], object]] = {
    "name": normalize,
    "version": Version,
    "requires_python": SpecifierSet,
    "requires_dist": _requirement,
    "provides_extra": normalize,
}


def _decoded(raw: bytes) -> str:
    if len(raw) > MAX_METADATA_BYTES:
        limit = MAX_METADATA_BYTES // 2**20
        raise InvalidDistribution(f"The metadata is larger than {limit} MiB; shorten the description.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise InvalidDistribution(
            f"The metadata is not UTF-8 at byte {exc.start}; save the project's files in UTF-8, build again."
        ) from exc


def _forgive_old_tools(written: RawMetadata) -> None:
    """Drop what older build tools write against the specification and nobody can misread."""
    values = cast("dict[str, object]", written)
    for field in [field for field, value in values.items() if value in ("", _UNKNOWN, [""], [_UNKNOWN])]:
        del values[field]
    if _version_tuple(written) < _LICENSE_FILES_SINCE:
        # setuptools and others wrote License-File years before PEP 639 defined it, with another meaning.
        values.pop("license_files", None)


def _version_tuple(written: RawMetadata) -> tuple[int, ...]:
    return tuple(int(part) for part in written["metadata_version"].split("."))


def _own_problems(written: RawMetadata) -> Iterator[tuple[str, str]]:
    values = cast("dict[str, object]", written)
    for field, rule in metadata_rules.BY_FIELD.items():
        for value in _as_texts(values.get(field)):
            if problem := rule(value):
                yield field, problem
    if written.get("license") and written.get("license_expression"):
        # PEP 639: two statements of one thing, of which readers would pick either.
        yield "license", "stands beside License-Expression; keep License-Expression alone"


def _as_texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [f"{label}, {text}" for label, text in value.items()]
    return [value] if isinstance(value, str) else cast("list[str]", value or [])


def _packaging_problems(written: RawMetadata) -> list[tuple[str, str]]:
    try:
        Metadata.from_raw(written)
    except PackagingErrors as group:
        found = [exc for exc in group.exceptions if isinstance(exc, InvalidMetadata)]
        return sorted((exc.field, f"is not valid: {shortened(str(exc))}") for exc in found)
    return []


def _sentence(problems: list[tuple[str, str]]) -> str:
    field, problem = problems[0]
    sentence = f"The metadata field {_title(field)} {problem}"
    return f"{sentence} (and {len(problems) - 1} more to correct)." if len(problems) > 1 else f"{sentence}."


def _title(field: str) -> str:
    """The field as it stands in the file: `requires_dist` and `requires-dist` are `Requires-Dist`."""
    return {"classifiers": "Classifier", "project_urls": "Project-URL"}.get(
        field, field.replace("_", "-").title().replace("Url", "URL")
    )


def _core_metadata(written: RawMetadata) -> CoreMetadata:
    """The fields as written; extras, dynamic fields and the licence expression in normal form."""
    validated = Metadata.from_raw(written, validate=False)
    values = cast("dict[str, object]", written)
    known = {field.name for field in fields(CoreMetadata)} & values.keys()
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value := values[name], list) else value for name in known
    }
    plain |= {
        "keywords": tuple(word for word in written.get("keywords", []) if word),
        "project_urls": tuple(written.get("project_urls", {}).items()),
        "provides_extra": tuple(validated.provides_extra or ()),
        "license_expression": validated.license_expression or "",
        "dynamic": tuple(validated.dynamic or ()),
    }
    return CoreMetadata(**plain)
