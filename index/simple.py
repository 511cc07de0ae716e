"""The simple repository API as plain data and its two renderings (PEP 503, 592, 658, 691, 700, 714, 792)."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from django.urls import reverse

from index.models import DistributionFile, Project

API_VERSION = "1.4"


@dataclass(frozen=True, slots=True)
class Page:
    """A project as installers see it, HTML or JSON."""

    name: str
    status: str
    status_reason: str
    last_serial: int
    versions: list[str]
    files: list[DistributionFile]


def page(normalized_name: str) -> Page | None:
    """None for a name that is unknown, removed or held as a whole; a quarantined project offers no files."""
    project = Project.objects.visible().filter(normalized_name=normalized_name).first()
    if project is None:
        return _quarantined_page(normalized_name)
    files = (
        DistributionFile.objects.offered()
        .filter(release__project=project)
        .select_related("release")
        .order_by("release__created_at", "filename")
    )
    offered = list(files)
    return Page(
        name=project.normalized_name,
        status=project.status,
        status_reason=project.status_reason,
        last_serial=project.last_serial,
        versions=list(dict.fromkeys(file.release.version for file in offered)),
        files=offered,
    )


def _quarantined_page(normalized_name: str) -> Page | None:
    project = (
        Project.objects.known()
        .filter(normalized_name=normalized_name, status=Project.Status.QUARANTINED)
        .first()
    )
    if project is None:
        return None
    return Page(project.normalized_name, project.status, project.status_reason, project.last_serial, [], [])


def as_json(page: Page) -> str:
    """PEP 691, with the keys of PEP 700, 714 and 792."""
    return json.dumps(
        {
            "meta": {"api-version": API_VERSION, "_last-serial": page.last_serial},
            "name": page.name,
            "project-status": _project_status(page),
            "versions": page.versions,
            "files": [_file_as_json(file) for file in page.files],
        }
    )


def _project_status(page: Page) -> dict[str, str]:
    return {"status": page.status} | ({"reason": page.status_reason} if page.status_reason else {})


def _file_as_json(file: DistributionFile) -> dict[str, object]:
    entry: dict[str, object] = {
        "filename": file.filename,
        "url": file.get_absolute_url(),
        "hashes": {"sha256": file.sha256},
        "size": file.size_bytes,
        "upload-time": _as_utc(file.uploaded_at),
        "core-metadata": {"sha256": file.metadata_sha256},
        "dist-info-metadata": {"sha256": file.metadata_sha256},
        "yanked": (file.release.yanked_reason or True) if file.release.yanked_at else False,
    }
    if file.release.requires_python:
        entry["requires-python"] = file.release.requires_python
    return entry


def _as_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def as_html(page: Page) -> str:
    """PEP 503, with the attributes of PEP 592, 658, 714 and the meta elements of PEP 629 and 792."""
    title = f"Links for {escape(page.name)}"
    anchors = "".join(_file_as_anchor(file) for file in page.files)
    status = f'<meta name="pypi:project-status" content="{escape(page.status)}">'
    if page.status_reason:
        status += f'<meta name="pypi:project-status-reason" content="{escape(page.status_reason)}">'
    return _document(title, status, f"<h1>{title}</h1>\n{anchors}<!--SERIAL {page.last_serial}-->")


def _file_as_anchor(file: DistributionFile) -> str:
    attributes = f' data-core-metadata="sha256={file.metadata_sha256}"'
    attributes += f' data-dist-info-metadata="sha256={file.metadata_sha256}"'
    if file.release.requires_python:
        attributes += f' data-requires-python="{escape(file.release.requires_python)}"'
    if file.release.yanked_at:
        attributes += f' data-yanked="{escape(file.release.yanked_reason)}"'
    href = f"{file.get_absolute_url()}#sha256={file.sha256}"
    return f'<a href="{escape(href)}"{attributes}>{escape(file.filename)}</a><br>\n'


def root_as_json(projects: list[tuple[str, int]], last_serial: int) -> str:
    """The list of all projects: `projects` holds (normalized name, last serial)."""
    listing = [{"name": name, "_last-serial": serial} for name, serial in projects]
    return json.dumps(
        {"meta": {"api-version": API_VERSION, "_last-serial": last_serial}, "projects": listing}
    )


def root_as_html(projects: list[tuple[str, int]], last_serial: int) -> str:
    anchors = "".join(
        f'<a href="{reverse("simple_page", args=[name])}">{name}</a><br>\n' for name, _ in projects
    )
    return _document("Simple index", "", f"{anchors}<!--SERIAL {last_serial}-->")


def _document(title: str, head: str, body: str) -> str:
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><meta name="pypi:repository-version" content="{API_VERSION}">'
        f"{head}<title>{title}</title></head>\n<body>\n{body}\n</body></html>\n"
    )
