"""The JSON API of the public index as plain data: a project or a release, with its files."""

from datetime import UTC

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from packaging.version import Version

from index.addresses import absolute
from index.models import DistributionFile, Project, Release
from index.selectors import by_version, latest_release, roles_of

# What the public index counted long ago; clients still read the keys.
_NOT_COUNTED = -1
_LARGE_FIELDS = ("description", "description_html", "metadata")


def find_version(project: Project, version: str) -> str | None:
    """The version as it is stored: as written here, or else one that is equal to it (`1.0` and `1.0.0`)."""
    stored = set(Release.objects.offered().filter(project=project).values_list("version", flat=True))
    try:
        asked = Version(version)
    except ValueError:  # no version, or one of more digits than `int` reads
        return None
    equal = sorted(known for known in stored if Version(known) == asked)
    return version if version in stored else next(iter(equal), None)


def project_document(project: Project) -> dict[str, object] | None:
    """The project by its latest release, with the files of all; None where nothing is offered any more."""
    releases = list(_with_files(project).defer(*_LARGE_FIELDS))
    latest = latest_release(releases)
    document = release_document(project, latest.version) if latest else None
    if document is None:
        return None
    return document | {
        "releases": {release.version: _files(release) for release in reversed(by_version(releases))}
    }


def release_document(project: Project, version: str) -> dict[str, object] | None:
    """The release with its own files alone; None where it is not offered any more."""
    release = _with_files(project).filter(version=version).first()
    if release is None:
        return None
    return {
        "info": _info(project, release),
        "last_serial": project.last_serial,
        "urls": _files(release),
        "vulnerabilities": [],
        "ownership": {
            "roles": [{"role": role, "user": username} for role, username in roles_of(project)],
            "organization": None,
        },
    }


def _with_files(project: Project) -> QuerySet[Release]:
    files = DistributionFile.objects.filter(removed_at=None).order_by("filename")
    return Release.objects.offered().filter(project=project).prefetch_related(Prefetch("files", files))


def _info(project: Project, release: Release) -> dict[str, object]:
    """Texts that are absent are empty, lists that are absent null, as the public index has them."""
    core = release.metadata
    page = absolute(project.get_absolute_url())
    texts = (
        "author",
        "author_email",
        "maintainer",
        "maintainer_email",
        "home_page",
        "download_url",
        "license",
    )
    lists = ("dynamic", "license_files", "provides_extra", "requires_dist")
    return {
        "name": project.name,
        "version": release.version,
        "summary": release.summary,
        "description": release.description,
        "description_content_type": release.description_content_type,
        "keywords": ",".join(core.get("keywords", [])),
        "classifiers": core.get("classifiers", []),
        "license_expression": core.get("license_expression") or None,
        "platform": ",".join(core.get("platforms", [])) or None,
        "requires_python": release.requires_python or None,
        "project_urls": _links(core) or None,
        "package_url": page,
        "project_url": page,
        "release_url": absolute(reverse("release", args=[project.normalized_name, release.version])),
        "bugtrack_url": None,
        "docs_url": None,
        "downloads": dict.fromkeys(("last_day", "last_week", "last_month"), _NOT_COUNTED),
        **{field: core.get(field, "") for field in texts},
        **{field: core.get(field) or None for field in lists},
        **_yank(release),
    }


def _links(core: dict) -> dict[str, str]:
    """The labelled links, with the two that older metadata has fields for."""
    older = {"Homepage": core.get("home_page"), "Download": core.get("download_url")}
    return {label: url for label, url in older.items() if url} | core.get("project_urls", {})


def _yank(release: Release) -> dict[str, object]:
    return {"yanked": release.yanked_at is not None, "yanked_reason": release.yanked_reason or None}


def _files(release: Release) -> list[dict[str, object]]:
    return [_file(file) | _yank(release) for file in release.files.all()]


def _file(file: DistributionFile) -> dict[str, object]:
    uploaded_at = file.uploaded_at.astimezone(UTC)
    return {
        "filename": file.filename,
        "url": absolute(file.get_absolute_url()),
        "packagetype": file.kind,
        "python_version": _python_version(file),
        "requires_python": file.release.requires_python or None,
        "size": file.size_bytes,
        "digests": {"md5": file.md5, "sha256": file.sha256, "blake2b_256": file.blake2b_256},
        "md5_digest": file.md5,
        "core-metadata": {"sha256": file.metadata_sha256},
        "upload_time": uploaded_at.strftime("%Y-%m-%dT%H:%M:%S"),
        "upload_time_iso_8601": uploaded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "downloads": _NOT_COUNTED,
        "has_sig": False,
        "comment_text": "",
    }


def _python_version(file: DistributionFile) -> str:
    """The Python tag as the file name has it: `packaging` hands out the tags that it stands for, expanded."""
    return "source" if file.kind == DistributionFile.Kind.SDIST else file.filename.rsplit("-", 3)[1]
