"""Wheels and sdists built in code: honest by default, the same bytes each time, each part replaceable."""

import base64
import gzip
import hashlib
import io
import tarfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# 1980 is where the clock of ZIP archives starts.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
CONTENT = {
    "{module}/__init__.py": 'GREETING = "hello"\n',
    "{module}/shouting.py": "def shout(text):\n    return text.upper()\n",
}

Files = Mapping[str, bytes | str]


def make_wheel(
    name: str = "sampleproject", version: str = "1.0", *, tag: str = "py3-none-any", **parts: Any
) -> tuple[str, bytes]:
    """The file name and bytes of a wheel; `parts` are those of `wheel_entries`."""
    entries = wheel_entries(name, version, tag=tag, **parts)
    return f"{escaped(name)}-{version}-{tag}.whl", zip_bytes(entries)


def make_sdist(
    name: str = "sampleproject",
    version: str = "1.0",
    *,
    summary: str = "A sample project.",
    description: str = "# Sample\n\nIt greets.\n",
    files: Files | None = None,
    metadata_headers: Sequence[tuple[str, str]] = (),
    metadata: bytes | None = None,
    folder: str | None = None,
    extra_members: Iterable[tuple[tarfile.TarInfo, bytes]] = (),
) -> tuple[str, bytes]:
    """The file name and bytes of an sdist.

    :param files: what it holds beside PKG-INFO, by path below its folder; None for a small project.
    :param extra_members: tar members of any kind, put behind the others as they are.
    """
    stem = f"{escaped(name)}-{version}"
    folder = stem if folder is None else folder
    if metadata is None:
        metadata = core_metadata(
            name, version, summary=summary, description=description, headers=metadata_headers
        )
    if files is None:
        project = f'[project]\nname = "{name}"\nversion = "{version}"\n'
        files = {"pyproject.toml": project} | {f"src/{path}": text for path, text in _package(name).items()}
    members = [
        (f"{folder}/{path}", as_bytes(content)) for path, content in {"PKG-INFO": metadata, **files}.items()
    ]
    tar = tar_bytes([*(plain_member(path, content) for path, content in members), *extra_members])
    return f"{stem}.tar.gz", gzip.compress(tar, mtime=0)


def core_metadata(
    name: str = "sampleproject",
    version: str = "1.0",
    *,
    summary: str = "A sample project.",
    description: str = "# Sample\n\nIt greets.\n",
    headers: Sequence[tuple[str, str]] = (),
    metadata_version: str = "2.4",
) -> bytes:
    """METADATA or PKG-INFO; `headers` follow the usual ones, and take the place of those of the same name."""
    usual = {
        "Metadata-Version": metadata_version,
        "Name": name,
        "Version": version,
        "Summary": summary,
        "Description-Content-Type": "text/markdown",
    }
    replaced = {field for field, _ in headers}
    kept = [(field, value) for field, value in usual.items() if field not in replaced]
    lines = [f"{field}: {value}\n" for field, value in [*kept, *headers]]
    return "".join([*lines, "\n", description]).encode()


def wheel_entries(
    name: str = "sampleproject",
    version: str = "1.0",
    *,
    summary: str = "A sample project.",
    description: str = "# Sample\n\nIt greets.\n",
    files: Files | None = None,
    metadata_headers: Sequence[tuple[str, str]] = (),
    metadata: bytes | None = None,
    wheel_file: bytes | None = None,
    record: bytes | None = None,
    extra_files: Files | None = None,
    tag: str = "py3-none-any",
    dist_info: str | None = None,
) -> dict[str, bytes]:
    """What a wheel holds, by path, in the order in which build tools write it: RECORD last.

    :param files: what is installed, by path; None for a small package of the project's name.
    :param extra_files: files beside them, `{dist_info}` in their paths replaced; listed in RECORD too.
    :param record: bytes that stand in the place of the RECORD that fits.
    """
    dist_info = dist_info or f"{escaped(name)}-{version}.dist-info"
    if metadata is None:
        metadata = core_metadata(
            name, version, summary=summary, description=description, headers=metadata_headers
        )
    entries = {
        path: as_bytes(content) for path, content in (_package(name) if files is None else files).items()
    }
    entries |= {
        path.replace("{dist_info}", dist_info): as_bytes(content)
        for path, content in (extra_files or {}).items()
    }
    entries[f"{dist_info}/METADATA"] = metadata
    entries[f"{dist_info}/WHEEL"] = wheel_of(tag) if wheel_file is None else wheel_file
    entries[f"{dist_info}/RECORD"] = record_of(entries, dist_info=dist_info) if record is None else record
    return entries


def wheel_of(tag: str = "py3-none-any") -> bytes:
    """A WHEEL file with one Tag line for each tag that the compressed `tag` stands for."""
    pythons, abis, platforms = (part.split(".") for part in tag.split("-"))
    tags = [
        f"Tag: {python}-{abi}-{platform}\n" for python in pythons for abi in abis for platform in platforms
    ]
    return "".join(["Wheel-Version: 1.0\n", "Generator: tests\n", "Root-Is-Purelib: true\n", *tags]).encode()


def record_of(entries: Mapping[str, bytes], *, dist_info: str = "sampleproject-1.0.dist-info") -> bytes:
    """The RECORD that lists `entries`, and itself without a digest."""
    rows = [f"{path},{record_digest(content)},{len(content)}" for path, content in entries.items()]
    return "\n".join([*rows, f"{dist_info}/RECORD,,", ""]).encode()


def record_digest(content: bytes) -> str:
    """A digest as RECORD spells it: URL-safe base 64 without padding."""
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def zip_bytes(entries: Mapping[str, bytes]) -> bytes:
    """A ZIP archive as `zipfile` writes it, all entries deflated and regular files."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for path, content in entries.items():
            info = zipfile.ZipInfo(path, ZIP_EPOCH)
            info.external_attr = 0o100644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return archive.getvalue()


def tar_bytes(
    members: Iterable[tuple[tarfile.TarInfo, bytes]], tar_format: int = tarfile.PAX_FORMAT
) -> bytes:
    """A tar archive, not compressed."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tar_format) as target:
        for info, content in members:
            target.addfile(info, io.BytesIO(content))
    return archive.getvalue()


def plain_member(path: str, content: bytes = b"") -> tuple[tarfile.TarInfo, bytes]:
    """A regular file for `tar_bytes`."""
    info = tarfile.TarInfo(path)
    info.size = len(content)
    return info, content


def escaped(name: str) -> str:
    """A name as file names hold it: normalized, with underscores (PEP 625)."""
    return "_".join(part for part in name.lower().replace(".", "-").replace("_", "-").split("-") if part)


def as_bytes(content: bytes | str) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _package(name: str) -> dict[str, str]:
    return {path.replace("{module}", escaped(name)): text for path, text in CONTENT.items()}
