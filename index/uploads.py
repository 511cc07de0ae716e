"""The one way in: `publish_file` reads as the policy of what may be published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, transaction

from accounts import hooks
from accounts.hooks import Refusal
from index import archives, digests, filenames, journal, metadata, names, storage
from index.archives import Inspected, InvalidDistribution
from index.attempts import UploadAttempt
from index.digests import Digests
from index.filenames import ParsedFilename
from index.models import DistributionFile, ProhibitedName, Project, Release, Role
from index.permissions import may_upload
from index.publishers import Publisher


class UploadRefused(Exception):  # noqa: N818 - named after what happened
    """The file is not published, and nothing is stored."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as a client sends it: the form it came with and its bytes."""

    filename: str
    content: File
    form: Mapping[str, list[str]]  # by twine's field names


@dataclass(frozen=True, slots=True)
class _Checked:
    """A distribution that has passed every check."""

    parsed: ParsedFilename
    inspected: Inspected
    digests: Digests


def publish_file(*, upload: Upload, publisher: Publisher, now: datetime) -> tuple[DistributionFile, bool]:
    """Publish one distribution file; the second value is False where the very same file was here already.

    Whether somebody may upload to a name is settled before anything else about them or the name is told.

    :raises UploadRefused: with the status and the sentence for the client.
    """
    try:
        parsed = filenames.parse(upload.filename)
        project = Project.objects.filter(normalized_name=parsed.name).first()
        _check_rights(publisher, project, parsed.name)
        _ask_gates(upload, publisher, project, parsed, now)
        if project is None:
            _check_new_name(parsed)
        checked = _check_distribution(upload, parsed)
    except InvalidDistribution as exc:
        raise UploadRefused(Refusal("invalid_distribution", str(exc), 400)) from exc
    if earlier := _already_published(checked):
        return earlier, False
    _store(upload, checked)
    return _record(checked, project=project, publisher=publisher, now=now), True


def _check_rights(publisher: Publisher, project: Project | None, name: str) -> None:
    if not publisher.covers(project):
        raise UploadRefused(
            Refusal(
                "token_scope",
                f"This API token is not for the project {name}; use one that is.",
                403,
                "api-token",
            )
        )
    if project is not None and (not may_upload(publisher.user, project) or project.removed_at):
        # One sentence for a stranger's project and a removed one: neither tells anything about it.
        raise UploadRefused(
            Refusal(
                "not_a_maintainer",
                f"{publisher.user.username} may not upload to {name}: choose another name.",
                403,
            )
        )


def _ask_gates(
    upload: Upload, publisher: Publisher, project: Project | None, parsed: ParsedFilename, now: datetime
) -> None:
    attempt = UploadAttempt(
        user_id=publisher.user.pk,
        username=publisher.user.username,
        has_verified_address=publisher.user.has_verified_address,
        standing=publisher.user.standing(now),
        project_name=parsed.name,
        is_new_project=project is None,
        filename=upload.filename,
        at=now,
    )
    refusal = hooks.first_refusal("UPLOAD_GATES", attempt)
    if refusal is None and project is None:
        refusal = hooks.first_refusal("NEW_PROJECT_GATES", attempt)
    if refusal:
        raise UploadRefused(refusal)


def _check_new_name(parsed: ParsedFilename) -> None:
    name = parsed.name
    if names.is_standard_library(name) or ProhibitedName.objects.filter(normalized_name=name).exists():
        raise UploadRefused(
            Refusal("name_prohibited", f"The name {name} may not be used; choose another name.", 400)
        )
    look_alike = Project.objects.known().filter(confusable_key=names.confusable_key(name)).first()
    if look_alike:
        raise UploadRefused(
            Refusal(
                "name_confusable",
                f"The name {name} is too similar to the existing project {look_alike.name}; choose another name.",
                400,
            )
        )


def _check_distribution(upload: Upload, parsed: ParsedFilename) -> _Checked:
    if upload.content.size > settings.MAX_FILE_BYTES:
        limit = settings.MAX_FILE_BYTES // 2**20
        raise UploadRefused(
            Refusal(
                "file_too_large",
                f"{upload.filename} is larger than {limit} MiB, the limit for one file.",
                413,
            )
        )
    content = cast("BinaryIO", upload.content)  # Django's File reads and seeks like one
    measured = digests.hash_stream(content)
    _compare_digests(upload.form, measured)
    inspected = archives.inspect(content, parsed)
    metadata.compare_form(inspected.metadata, upload.form)
    return _Checked(parsed=parsed, inspected=inspected, digests=measured)


def _compare_digests(form: Mapping[str, list[str]], measured: Digests) -> None:
    """A digest that the client sent must be the one of the bytes that arrived."""
    fields = {
        "md5_digest": measured.md5,
        "sha256_digest": measured.sha256,
        "blake2_256_digest": measured.blake2b_256,
    }
    for field, digest in fields.items():
        sent = next(iter(form.get(field, [])), "").strip().lower()
        if sent and sent != digest:
            raise InvalidDistribution(
                f"The {field} sent does not match the file that arrived; upload it again."
            )


def _already_published(checked: _Checked) -> DistributionFile | None:
    """The same file, if it is here; the same name with other content, or once removed, is refused for ever."""
    earlier = DistributionFile.objects.filter(filename=checked.parsed.filename).first()
    if earlier and (earlier.removed_at or earlier.sha256 != checked.digests.sha256):
        raise UploadRefused(_file_exists(checked))
    return earlier


def _file_exists(checked: _Checked) -> Refusal:
    # Upload clients know this case by its first words.
    return Refusal(
        "file_exists",
        f"File already exists: {checked.parsed.filename} was published with other content; use a new version.",
        400,
    )


def _store(upload: Upload, checked: _Checked) -> None:
    file = DistributionFile(filename=checked.parsed.filename, sha256=checked.digests.sha256)
    storage.put(file.path, upload.content)
    storage.put_metadata(file.path, checked.inspected.metadata_bytes)


def _record(
    checked: _Checked, *, project: Project | None, publisher: Publisher, now: datetime
) -> DistributionFile:
    try:
        with transaction.atomic():
            project = project or _create_project(checked, publisher=publisher, now=now)
            release = _get_or_create_release(checked, project=project, publisher=publisher, now=now)
            file = _create_file(checked, release=release, publisher=publisher, now=now)
            hooks.announce("WITH_UPLOAD", release.pk)
            # Robust: the file is published; a broker that is down must not turn that into an error.
            transaction.on_commit(partial(hooks.announce, "AFTER_UPLOAD", release.pk), robust=True)
            return file
    except IntegrityError as exc:
        raise UploadRefused(_race_lost(checked, exc)) from exc


def _create_project(checked: _Checked, *, publisher: Publisher, now: datetime) -> Project:
    project = Project.objects.create(
        name=checked.inspected.metadata.name,
        normalized_name=checked.parsed.name,
        confusable_key=names.confusable_key(checked.parsed.name),
        created_at=now,
    )
    Role.objects.create(project=project, user=publisher.user, kind=Role.Kind.OWNER)
    journal.record(project, "create", actor=publisher.name, now=now)
    return project


def _get_or_create_release(
    checked: _Checked, *, project: Project, publisher: Publisher, now: datetime
) -> Release:
    core = checked.inspected.metadata
    version = str(checked.parsed.version)
    release, created = Release.objects.get_or_create(
        project=project,
        version=version,
        defaults={
            "summary": core.summary,
            "description": core.description,
            "description_content_type": core.description_content_type,
            "metadata": core.as_json(),
            "requires_python": core.requires_python,
            "created_at": now,
        },
    )
    if created:
        journal.record(project, "new release", actor=publisher.name, now=now, version=version)
    return release


def _create_file(
    checked: _Checked, *, release: Release, publisher: Publisher, now: datetime
) -> DistributionFile:
    file = DistributionFile.objects.create(
        release=release,
        filename=checked.parsed.filename,
        kind=checked.parsed.kind,
        size_bytes=checked.digests.size_bytes,
        sha256=checked.digests.sha256,
        blake2b_256=checked.digests.blake2b_256,
        md5=checked.digests.md5,
        metadata_sha256=digests.sha256(checked.inspected.metadata_bytes),
        python_modules=checked.inspected.python_modules,
        uploaded_at=now,
        uploader=publisher.user,
    )
    journal.record(
        release.project,
        f"add {file.kind} file {file.filename}",
        actor=publisher.name,
        now=now,
        version=release.version,
    )
    return file


def _race_lost(checked: _Checked, exc: IntegrityError) -> Refusal:
    """Tell what somebody else did between our checks and our rows; an unknown violation is our own fault."""
    rival = DistributionFile.objects.filter(filename=checked.parsed.filename).first()
    if rival:
        return _file_exists(checked)
    if _has_sdist(checked):
        return Refusal("second_sdist", "This release has an sdist already; use a new version.", 400)
    if Project.objects.filter(normalized_name=checked.parsed.name).exists():
        return Refusal(
            "race_lost", f"{checked.parsed.name} was created by another upload just now; try again.", 409
        )
    raise exc


def _has_sdist(checked: _Checked) -> bool:
    return checked.parsed.kind == "sdist" and (
        DistributionFile.objects.filter(
            kind=DistributionFile.Kind.SDIST,
            release__version=str(checked.parsed.version),
            release__project__normalized_name=checked.parsed.name,
        ).exists()
    )
