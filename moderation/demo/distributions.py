"""Real sdists and wheels, built in memory: the same project and version make the same bytes each time."""

import base64
import gzip
import hashlib
import io
import tarfile
import zipfile
from collections.abc import Iterator, Mapping

from moderation.demo.projects import DemoProject

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # where the clock of ZIP archives starts
TAG = "py3-none-any"
WHEEL = f"Wheel-Version: 1.0\nGenerator: gatehouse-demo\nRoot-Is-Purelib: true\nTag: {TAG}\n"
PYPROJECT = """[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}"
version = "{version}"
"""
MODULE = '''"""The {module} of {name}."""


def describe() -> str:
    """What this module is for."""
    return __doc__
'''


def build(project: DemoProject, version: str) -> Iterator[tuple[str, bytes]]:
    """The file names and bytes of one release."""
    if project.has_sdists:
        yield f"{_stem(project, version)}.tar.gz", _sdist(project, version)
    if project.has_wheels:
        yield f"{_stem(project, version)}-{TAG}.whl", _wheel(project, version)


def core_metadata(project: DemoProject, version: str) -> bytes:
    """METADATA or PKG-INFO, metadata version 2.4."""
    headers = [
        ("Metadata-Version", "2.4"),
        ("Name", project.name),
        ("Version", version),
        ("Summary", project.summary),
        ("Author", project.owner),
        ("Keywords", project.keywords),
        ("License-Expression", project.license),
        ("Requires-Python", project.requires_python),
        *(("Project-URL", f"{label}, {url}") for label, url in project.links),
        *(("Classifier", classifier) for classifier in project.classifiers),
        *(("Requires-Dist", requirement) for requirement in project.requires),
        ("Description-Content-Type", project.content_type),
    ]
    lines = [f"{field}: {value}\n" for field, value in headers if value]
    return "".join([*lines, "\n", project.description]).encode()


def _sdist(project: DemoProject, version: str) -> bytes:
    pyproject = PYPROJECT.format(name=project.name, version=version)
    entries = {"PKG-INFO": core_metadata(project, version), "pyproject.toml": pyproject.encode()} | {
        f"src/{path}": content for path, content in _package(project, version).items()
    }
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.PAX_FORMAT) as target:
        for path, content in entries.items():
            member = tarfile.TarInfo(f"{_stem(project, version)}/{path}")
            member.size = len(content)
            target.addfile(member, io.BytesIO(content))
    return gzip.compress(archive.getvalue(), mtime=0)


def _wheel(project: DemoProject, version: str) -> bytes:
    dist_info = f"{_stem(project, version)}.dist-info"
    entries = _package(project, version)
    entries[f"{dist_info}/METADATA"] = core_metadata(project, version)
    entries[f"{dist_info}/WHEEL"] = WHEEL.encode()
    entries[f"{dist_info}/RECORD"] = _record(entries, dist_info)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for path, content in entries.items():
            info = zipfile.ZipInfo(path, ZIP_EPOCH)
            info.external_attr = 0o100644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return archive.getvalue()


def _record(entries: Mapping[str, bytes], dist_info: str) -> bytes:
    """The RECORD that lists `entries`, and itself without a digest."""
    rows = [f"{path},sha256={_digest(content)},{len(content)}" for path, content in entries.items()]
    return "\n".join([*rows, f"{dist_info}/RECORD,,", ""]).encode()


def _digest(content: bytes) -> str:
    """A digest as RECORD spells it: URL-safe base 64 without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _package(project: DemoProject, version: str) -> dict[str, bytes]:
    """What an installation of it holds, by path."""
    if not project.has_code:
        return {}
    folder = _escaped(project.name)
    init = f'"""{project.summary}"""\n\n__version__ = "{version}"\n'
    return {f"{folder}/__init__.py": init.encode()} | {
        f"{folder}/{module}.py": MODULE.format(module=module, name=project.name).encode()
        for module in project.modules
    }


def _stem(project: DemoProject, version: str) -> str:
    return f"{_escaped(project.name)}-{version}"


def _escaped(name: str) -> str:
    """A name as file names hold it: normalized, with underscores (PEP 625)."""
    return "_".join(part for part in name.lower().replace(".", "-").replace("_", "-").split("-") if part)
