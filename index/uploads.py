"""The one way in: `publish_file` reads as the policy of what may be published."""

import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import File

from accounts import hooks
from accounts.hooks import Refusal
from index import recording, storage
from index.attempts import UploadAttempt
from index.distributions import archives, digests, filenames, metadata, names
from index.distributions.archives import InvalidDistribution
from index.distributions.digests import Digests
from index.distributions.filenames import ParsedFilename
from index.distributions.invalid import quoted
from index.models import DistributionFile, Project, Release
from index.permissions import may_upload
from index.publishers import Proof, Publisher
from index.recording import Checked, RaceLost
from index.trusted_publishing import attestations
from index.trusted_publishing.attestations import Attested, InvalidAttestation

logger = logging.getLogger(__name__)


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


def publish_file(*, upload: Upload, proof: Proof, now: datetime) -> tuple[DistributionFile, bool]:
    """Publish one distribution file; the second value is False where the very same file was here already.

    Whether somebody may upload to a name is settled before anything else about them or the name is told.

    :raises UploadRefused: with the status and the sentence for the client.
    """
    with contextlib.suppress(RaceLost):
        return _publish(upload, proof, now)
    # What came between is there to be seen now: the same checks know it, and what to say of it.
    try:
        return _publish(upload, proof, now)
    except RaceLost as exc:
        raise UploadRefused(Refusal("race_lost", f"{exc} Try again.", 409)) from exc


def _publish(upload: Upload, proof: Proof, now: datetime) -> tuple[DistributionFile, bool]:
    """:raises RaceLost: somebody else did something between our checks and our rows."""
    try:
        parsed = filenames.parse(upload.filename)
        project = Project.objects.filter(normalized_name=parsed.name).first()
        publisher = _check_rights(proof, project, parsed.name)
        _ask_gates(upload, publisher, project, parsed, now)
        if project is None:
            _check_new_name(parsed)
        _check_size(upload, project)
        checked = _check_distribution(upload, parsed)
    except InvalidDistribution as exc:
        raise UploadRefused(Refusal("invalid_distribution", str(exc), 400)) from exc
    if earlier := _already_published(checked, project):
        return earlier, False
    _check_status(project)
    _check_release(checked, project, now)
    checked = replace(checked, attested=_check_attestations(upload, checked, publisher))
    _store(upload, checked)
    return recording.record(checked, project=project, publisher=publisher, now=now), True


def review_warning(file: DistributionFile) -> str:
    """What to tell where the release of a file that was taken waits for a person; empty where it does not."""
    if Release.objects.filter(pk=file.release_id, held_at=None).exists():
        return ""
    return (
        f"WARNING: {file.filename} is accepted and awaits review; nobody can install it before a moderator has "
        f"looked. See {settings.SITE_URL}/help/#review"
    )


def _check_rights(proof: Proof, project: Project | None, name: str) -> Publisher:
    publisher = proof(project, name)
    if publisher is None:
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
                f"{publisher.name} may not upload to {name}: choose another name.",
                403,
            )
        )
    return publisher


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
    alike = Project.objects.known().filter(confusable_key=names.confusable_key(name))
    look_alike = alike.exclude(normalized_name=name).first()  # itself it may be, since a moment ago
    if look_alike:
        raise UploadRefused(
            Refusal(
                "name_confusable",
                f"The name {name} is too similar to the existing project {look_alike.name}; choose another name.",
                400,
            )
        )


def _check_size(upload: Upload, project: Project | None) -> None:
    """The limits of one file and of all of a project's together; an admin may raise both for a project."""
    size_bytes = upload.content.size
    one_file = (project and project.max_file_bytes) or settings.MAX_FILE_BYTES
    together = (project and project.max_size_bytes) or settings.MAX_PROJECT_BYTES
    if size_bytes > one_file:
        raise UploadRefused(
            Refusal(
                "file_too_large",
                f"{upload.filename} is larger than {one_file // 2**20} MiB, the limit for one file here.",
                413,
                "file-size-limit",
            )
        )
    if project and project.size_bytes + size_bytes > together:
        raise UploadRefused(
            Refusal(
                "project_too_large",
                f"The files of {project.name} would be larger than {together // 2**20} MiB, its limit; "
                "ask an admin for a higher one.",
                413,
                "file-size-limit",
            )
        )


def _check_distribution(upload: Upload, parsed: ParsedFilename) -> Checked:
    content = cast("BinaryIO", upload.content)  # Django's File reads and seeks like one
    measured = digests.hash_stream(content)
    _compare_digests(upload.form, measured)
    _compare_kind(upload.form, parsed)
    inspected = archives.inspect(content, parsed)
    metadata.compare_form(inspected.metadata, upload.form)
    return Checked(parsed=parsed, inspected=inspected, digests=measured)


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


def _compare_kind(form: Mapping[str, list[str]], parsed: ParsedFilename) -> None:
    sent = next(iter(form.get("filetype", [])), parsed.kind).strip()
    if sent != parsed.kind:
        raise InvalidDistribution(
            f"The filetype {quoted(sent)} does not fit {parsed.filename}, which is {parsed.kind}; "
            "use a current upload client."
        )


def _already_published(checked: Checked, project: Project | None) -> DistributionFile | None:
    """The same file, if it is here; the same name with other content, or once removed, is refused for ever."""
    earlier = DistributionFile.objects.filter(filename=checked.parsed.filename).first()
    if earlier and project is None:
        raise RaceLost(f"{checked.name} was taken just now.")  # maybe by somebody else, so rights come first
    if earlier and (earlier.removed_at or earlier.sha256 != checked.digests.sha256):
        raise UploadRefused(_file_exists(checked))
    return earlier


def _check_status(project: Project | None) -> None:
    if project is None or project.takes_uploads:
        return
    advice = (
        "an owner can make it active again in its settings"
        if project.status == Project.Status.ARCHIVED
        else "wait until the admins have looked into it"
    )
    raise UploadRefused(
        Refusal(
            "project_closed",
            f"{project.name} is {project.status} and takes no new files; {advice}.",
            403,
            "project-status",
        )
    )


def _check_release(checked: Checked, project: Project | None, now: datetime) -> None:
    """A version once removed is not taken again, and an old release takes no new files.

    Who steals the rights of a project must not be able to poison the releases that everybody trusts.
    """
    release = Release.objects.filter(project=project, version=checked.version).first() if project else None
    if release is None:
        _check_new_version(checked, project)
        return
    _check_spelling(checked)
    if release.removed_at:
        raise UploadRefused(
            Refusal(
                "release_removed",
                f"{checked.name} {checked.version} was removed and its version stays reserved; use a new version.",
                400,
                "file-name-reuse",
            )
        )
    days = settings.RELEASE_OPEN_DAYS
    if days and now - release.created_at > timedelta(days=days):
        raise UploadRefused(
            Refusal(
                "release_closed",
                f"{checked.name} {checked.version} is older than {days} days and takes no new files; "
                "make a new release.",
                400,
                "old-releases",
            )
        )


def _check_new_version(checked: Checked, project: Project | None) -> None:
    """`1.0.0` is no new version beside `1.0`: who has pinned that would be given its files."""
    if project and (known := recording.equal_release(project, checked.parsed)):
        raise UploadRefused(
            Refusal(
                "version_exists",
                f"{checked.name} {checked.version} is the same version as {known.version}, which was published "
                "before (PEP 440); use a new version.",
                400,
                "file-name-reuse",
            )
        )


def _check_spelling(checked: Checked) -> None:
    """A file name in another spelling, of letters or of the order of tags, is no new file name."""
    alike = DistributionFile.objects.filter(canonical_filename=checked.parsed.canonical)
    if twin := alike.exclude(filename=checked.parsed.filename).first():
        raise UploadRefused(
            Refusal(
                "file_exists",
                f"File already exists: {twin.filename} differs from {checked.parsed.filename} in spelling only; "
                "use a new version.",
                400,
                "file-name-reuse",
            )
        )


def _check_attestations(upload: Upload, checked: Checked, publisher: Publisher) -> Attested | None:
    """What the attestations sent along prove; an index without the packages to verify them ignores them."""
    sent = next(iter(upload.form.get("attestations", [])), "").strip()
    if not sent or not attestations.is_supported():
        return None
    try:
        return attestations.verify(
            sent,
            filename=checked.parsed.filename,
            sha256=checked.digests.sha256,
            build=publisher.build,
        )
    except InvalidAttestation as exc:
        raise UploadRefused(Refusal("invalid_attestation", str(exc), 400, "trusted-publishing")) from exc


def _file_exists(checked: Checked) -> Refusal:
    # Upload clients know this case by its first words.
    return Refusal(
        "file_exists",
        f"File already exists: {checked.parsed.filename} was published with other content; use a new version.",
        400,
    )


def _store(upload: Upload, checked: Checked) -> None:
    file = DistributionFile(filename=checked.parsed.filename, sha256=checked.digests.sha256)
    try:
        storage.put(file.path, upload.content)
        storage.put_metadata(file.path, checked.inspected.metadata_bytes)
    except OSError as exc:
        logger.warning("%s cannot be stored: %s", upload.filename, exc)
        raise UploadRefused(store_unavailable(upload.filename)) from exc


def store_unavailable(filename: str) -> Refusal:
    return Refusal(
        "store_unavailable",
        f"The file store does not take {filename} now, so it is not published; try again in a minute.",
        503,
        retry_after_seconds=60,
    )
