"""The two renderings of the simple pages (PEP 503, 592, 629, 658, 691, 700, 714, 740, 792)."""

import json
from datetime import UTC, datetime
from html import escape

from index import addresses
from index.models import DistributionFile
from index.simple.data import Page, Root

API_VERSION = "1.4"


def as_json(page: Page) -> str:
    """PEP 691, with the keys of PEP 700, 714, 740 and 792."""
    return json.dumps(
        {
            "meta": {"api-version": API_VERSION, "_last-serial": page.last_serial},
            "name": page.name,
            "project-status": _project_status(page),
            "versions": page.versions,
            "files": [_file_as_json(file, page.name) for file in page.files],
        }
    )


def _project_status(page: Page) -> dict[str, str]:
    return {"status": page.status} | ({"reason": page.status_reason} if page.status_reason else {})


def _file_as_json(file: DistributionFile, name: str) -> dict[str, object]:
    core_metadata = {"sha256": file.metadata_sha256} if file.offers_metadata else False
    entry: dict[str, object] = {
        "filename": file.filename,
        "url": file.get_absolute_url(),
        "hashes": {"sha256": file.sha256},
        "size": file.size_bytes,
        "upload-time": _as_utc(file.uploaded_at),
        "core-metadata": core_metadata,
        "dist-info-metadata": core_metadata,
        "yanked": (file.release.yanked_reason or True) if file.release.yanked_at else False,
    }
    if file.release.requires_python:
        entry["requires-python"] = file.release.requires_python
    if file.is_attested:
        entry["provenance"] = addresses.provenance(name, file.release.version, file.filename)
    return entry


def _as_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def as_html(page: Page) -> str:
    """PEP 503, with the attributes of PEP 592, 658, 714, 740 and the meta elements of PEP 629 and 792."""
    title = f"Links for {escape(page.name)}"
    anchors = "".join(_file_as_anchor(file, page.name) for file in page.files)
    status = f'<meta name="pypi:project-status" content="{escape(page.status)}">'
    if page.status_reason:
        status += f'<meta name="pypi:project-status-reason" content="{escape(page.status_reason)}">'
    return _document(title, status, f"<h1>{title}</h1>\n{anchors}<!--SERIAL {page.last_serial}-->")


def _file_as_anchor(file: DistributionFile, name: str) -> str:
    attributes = ""
    if file.offers_metadata:
        attributes += f' data-core-metadata="sha256={file.metadata_sha256}"'
        attributes += f' data-dist-info-metadata="sha256={file.metadata_sha256}"'
    if file.release.requires_python:
        attributes += f' data-requires-python="{escape(file.release.requires_python)}"'
    if file.release.yanked_at:
        attributes += f' data-yanked="{escape(file.release.yanked_reason)}"'
    if file.is_attested:
        provenance = addresses.provenance(name, file.release.version, file.filename)
        attributes += f' data-provenance="{escape(provenance)}"'
    href = f"{file.get_absolute_url()}#sha256={file.sha256}"
    return f'<a href="{escape(href)}"{attributes}>{escape(file.filename)}</a><br>\n'


def root_as_json(root: Root) -> str:
    """The list of all projects, each with its serial for mirrors."""
    meta = {"api-version": API_VERSION, "_last-serial": root.last_serial}
    listing = [{"name": name, "_last-serial": serial} for name, serial in root.projects]
    return json.dumps({"meta": meta, "projects": listing})


def root_as_html(root: Root) -> str:
    # A normalized name needs no escaping, and resolving an address for each would be most of the work.
    anchors = "".join(f'<a href="/simple/{name}/">{name}</a><br>\n' for name, _ in root.projects)
    return _document("Simple index", "", f"{anchors}<!--SERIAL {root.last_serial}-->")


def _document(title: str, head: str, body: str) -> str:
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><meta name="pypi:repository-version" content="{API_VERSION}">'
        f"{head}<title>{title}</title></head>\n<body>\n{body}\n</body></html>\n"
    )
