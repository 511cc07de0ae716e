"""The rows of a distribution that has passed every check: all of them, or none."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import hooks
from index import journal
from index.distributions import digests, names, versions
from index.distributions.archives import Inspected
from index.distributions.digests import Digests
from index.distributions.filenames import ParsedFilename
from index.models import DistributionFile, Project, Provenance, Release, Role
from index.publishers import Publisher
from index.trusted_publishing import publishers
from index.trusted_publishing.attestations import Attested


@dataclass(frozen=True, slots=True)
class Checked:
    """A distribution that has passed every check."""

    parsed: ParsedFilename
    inspected: Inspected
    digests: Digests
    attested: Attested | None = None

    @property
    def name(self) -> str:
        return self.parsed.name

    @property
    def version(self) -> str:
        return str(self.parsed.version)


class RaceLost(Exception):  # noqa: N818 - named after what happened
    """Somebody else was faster between our checks and our rows; nothing is recorded. The message says what."""


def record(
    checked: Checked, *, project: Project | None, publisher: Publisher, now: datetime
) -> DistributionFile:
    """Write the file's row, and those of its release and project where they are new.

    :raises RaceLost: another upload or a removal came first.
    """
    try:
        with transaction.atomic():
            actions = []
            if project is None:
                project = _create_project(checked, publisher=publisher, now=now)
                actions.append(("create", ""))
                if publisher.build:
                    publishers.settle(publisher=publisher.build, project=project)
                    actions.append(("add trusted publisher", ""))
            elif not _still_takes_uploads(project):
                raise RaceLost(f"{project.name} was removed or closed just now.")
            release, is_new = _get_or_create_release(checked, project=project, now=now)
            if is_new:
                actions.append(("new release", release.version))
            file = _create_file(checked, release=release, publisher=publisher, now=now)
            actions.append((f"add {file.kind} file {file.filename}", release.version))
            Project.objects.filter(pk=project.pk).update(size_bytes=F("size_bytes") + file.size_bytes)
            journal.record_all(project, actions, actor=publisher.name, now=now)
            hooks.announce("WITH_UPLOAD", release.pk)
            hooks.announce_after_commit("AFTER_UPLOAD", release.pk)
            return file
    except IntegrityError as exc:
        if not Project.objects.filter(normalized_name=checked.name).exists():
            raise  # an unknown violation is our own fault
        raise RaceLost(f"{checked.parsed.filename} met another upload to {checked.name}.") from exc


def _still_takes_uploads(project: Project) -> bool:
    """Whether it does now that it is locked, and so until the end of the transaction."""
    locked = Project.objects.known().select_for_update().filter(pk=project.pk).first()
    return locked is not None and locked.takes_uploads


def _create_project(checked: Checked, *, publisher: Publisher, now: datetime) -> Project:
    key = names.confusable_key(checked.name)
    journal.take_turn()  # or two names that look alike could be taken in the same moment
    if Project.objects.known().filter(confusable_key=key).exists():
        raise RaceLost(f"{checked.name} or a name like it was taken just now.")
    project = Project.objects.create(
        name=checked.inspected.metadata.name,
        normalized_name=checked.name,
        confusable_key=key,
        created_at=now,
    )
    Role.objects.create(project=project, user=publisher.user, kind=Role.Kind.OWNER)
    return project


def _get_or_create_release(checked: Checked, *, project: Project, now: datetime) -> tuple[Release, bool]:
    core = checked.inspected.metadata
    release, is_new = Release.objects.get_or_create(
        project=project,
        version=checked.version,
        defaults={
            "summary": core.summary,
            "description": core.description,
            "description_content_type": core.description_content_type,
            "metadata": core.as_json(),
            "requires_python": core.requires_python,
            "created_at": now,
        },
    )
    if is_new and equal_release(project, checked.parsed):
        raise RaceLost(f"{project.name} {release.version} met an upload of an equal version.")
    return release, is_new


def equal_release(project: Project, parsed: ParsedFilename) -> Release | None:
    """A release, removed ones included, whose version equals the file's in another spelling."""
    equal = Release.objects.filter(project=project, version__in=versions.spellings(parsed.version))
    return equal.exclude(version=str(parsed.version)).first()


def _create_file(
    checked: Checked, *, release: Release, publisher: Publisher, now: datetime
) -> DistributionFile:
    build, attested = publisher.build, checked.attested
    file = DistributionFile.objects.create(
        release=release,
        filename=checked.parsed.filename,
        canonical_filename=checked.parsed.canonical,
        kind=checked.parsed.kind,
        size_bytes=checked.digests.size_bytes,
        sha256=checked.digests.sha256,
        blake2b_256=checked.digests.blake2b_256,
        md5=checked.digests.md5,
        metadata_sha256=digests.sha256(checked.inspected.metadata_bytes),
        python_modules=checked.inspected.python_modules,
        uploaded_at=now,
        uploader=publisher.user,
        repository_url=attested.repository_url if attested else build.repository_url if build else "",
    )
    if attested:
        Provenance.objects.create(file=file, document=attested.provenance)
    return file
