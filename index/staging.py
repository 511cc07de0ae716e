"""The upload page's waiting room: files stored privately, read back, and published only then."""

import contextlib
import logging
import uuid
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.db.models import Count, Sum

from accounts import hooks
from accounts.hooks import Refusal
from accounts.models import User
from index import publishers
from index.distributions import archives, filenames
from index.distributions.archives import InvalidDistribution
from index.distributions.metadata import CoreMetadata
from index.models import DistributionFile, StagedFile
from index.uploads import Upload, UploadRefused, publish_file, store_unavailable

logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(hours=1)
MAX_FILES = 20  # of one user; all together at most as much as five files of the largest size


class StagingRefused(Exception):  # noqa: N818 - named after what happened
    """The file is not taken in; the message is one sentence."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def stage(*, user: User, content: File, now: datetime) -> StagedFile:
    """Keep a file that reads as a distribution, in place of one of the same name that waits already.

    :raises StagingRefused: with the sentence for the user; nothing is kept then.
    """
    if refusal := hooks.first_refusal("STAGING_GATES", None):
        raise StagingRefused(refusal)
    filename = content.name or ""
    if not filename:
        raise StagingRefused(Refusal("no_file", "No file arrived; choose a wheel or an sdist.", 400))
    _check_size(filename, content.size)
    _check_room(user, filename, content.size)
    core = _read_back(filename, content)
    path = _save(filename, content)
    values = {
        "path": path,
        "size_bytes": content.size,
        "metadata": core.as_json(),
        "created_at": now,
    }
    with transaction.atomic():
        replaced = StagedFile.objects.select_for_update().filter(user=user, filename=filename).first()
        staged, _ = StagedFile.objects.update_or_create(user=user, filename=filename, defaults=values)
        if replaced:
            transaction.on_commit(lambda: _delete(replaced), robust=True)
    return staged


def publish(*, staged: StagedFile, now: datetime) -> tuple[DistributionFile, bool]:
    """Publish it by the same verb as the upload API; only then it waits no more.

    :raises UploadRefused: with the sentence for the user.
    :raises FileNotFoundError: where the sweeper was faster.
    """
    form = {"name": [staged.metadata["name"]], "version": [staged.metadata["version"]]}
    with _open(staged) as content:
        upload = Upload(filename=staged.filename, content=content, form=form)
        published = publish_file(upload=upload, proof=publishers.by_account(staged.user), now=now)
    discard(staged=staged)
    return published


def discard(*, staged: StagedFile) -> None:
    StagedFile.objects.filter(pk=staged.pk).delete()
    _delete(staged)


def sweep(*, now: datetime) -> int:
    """Forget what waits too long, and bytes that a crash left without a row; how many files went."""
    StagedFile.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    waiting = set(StagedFile.objects.values_list("path", flat=True))
    # What was stored just now may get its row in a moment.
    old = [name for name in _stored() if name not in waiting and _stored_at(name) < now - KEPT_FOR]
    for name in old:
        store().delete(name)
    return len(old)


def store() -> Storage:
    return storages["staging"]


def _save(filename: str, content: File) -> str:
    try:
        return store().save(uuid.uuid4().hex, content)
    except OSError as exc:
        logger.warning("%s cannot be staged: %s", filename, exc)
        raise StagingRefused(store_unavailable(filename)) from exc


def _open(staged: StagedFile) -> File:
    try:
        return store().open(staged.path)
    except FileNotFoundError:
        raise
    except OSError as exc:
        logger.warning("%s cannot be read back: %s", staged.filename, exc)
        raise UploadRefused(store_unavailable(staged.filename)) from exc


def _delete(staged: StagedFile) -> None:
    with contextlib.suppress(OSError):  # the sweeper finds it
        store().delete(staged.path)


def _stored() -> list[str]:
    try:
        return store().listdir("")[1]
    except FileNotFoundError:  # nothing was ever staged
        return []


def _stored_at(name: str) -> datetime:
    return store().get_modified_time(name)


def _read_back(filename: str, content: File) -> CoreMetadata:
    try:
        parsed = filenames.parse(filename)
        return archives.inspect(cast("BinaryIO", content), parsed).metadata
    except InvalidDistribution as exc:
        raise StagingRefused(Refusal("invalid_distribution", str(exc), 400)) from exc


def _check_size(filename: str, size_bytes: int) -> None:
    if size_bytes > settings.MAX_FILE_BYTES:
        limit = settings.MAX_FILE_BYTES // 2**20
        raise StagingRefused(
            Refusal("file_too_large", f"{filename} is larger than {limit} MiB, the limit for one file.", 413)
        )


def _check_room(user: User, filename: str, size_bytes: int) -> None:
    others = StagedFile.objects.filter(user=user).exclude(filename=filename)
    waiting = others.aggregate(files=Count("id"), size_bytes=Sum("size_bytes"))
    room = 5 * settings.MAX_FILE_BYTES - (waiting["size_bytes"] or 0)
    if waiting["files"] >= MAX_FILES or size_bytes > room:
        raise StagingRefused(
            Refusal(
                "too_much_staged",
                "Too much waits to be published; publish or discard some files first.",
                413,
            )
        )
