"""A bucket of an S3 store in place of a folder, for `STORAGE_URL`; what fails there is an OSError, as on a disk."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from storages.backends.s3 import S3Storage

# A person waits for the answer of an upload: two tries, then it is refused.
PATIENCE = {
    "connect_timeout": 2,
    "read_timeout": 10,
    "retries": {"total_max_attempts": 2, "mode": "standard"},
}


@contextlib.contextmanager
def _os_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as exc:
        is_missing = exc.response["Error"]["Code"] in {"NoSuchKey", "404"}
        raise (FileNotFoundError if is_missing else OSError)(f"the object store: {exc}") from exc
    except BotoCoreError as exc:
        raise OSError(f"the object store: {exc}") from exc


class ObjectStore(S3Storage):
    """Objects appear whole or not at all, and one put where another is takes its place."""

    def __init__(
        self, *, bucket: str, prefix: str = "", endpoint: str = "", region: str = "", addressing: str = ""
    ) -> None:
        super().__init__(
            bucket_name=bucket,
            location=prefix,
            endpoint_url=endpoint or None,
            region_name=region or None,
            client_config=Config(
                signature_version="s3v4", s3={"addressing_style": addressing or "auto"}, **PATIENCE
            ),
            # By threads, ten parts of 8 MiB would be in memory at once.
            transfer_config=TransferConfig(use_threads=False),
            # Or it is guessed from the name, and an sdist then is what a browser unpacks on the way.
            object_parameters={"ContentType": "application/octet-stream"},
        )

    def _open(self, name: str, mode: str = "rb") -> File:
        """A copy in a temporary file, so that what reads it cannot fail half way."""
        client, key = self.connection.meta.client, self._normalize_name(name)
        with _os_errors(), contextlib.ExitStack() as on_failure:
            answer = client.get_object(Bucket=self.bucket_name, Key=key)
            copy = on_failure.enter_context(tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR))
            shutil.copyfileobj(answer["Body"], copy, 2**20)
            on_failure.pop_all()
        copy.seek(0)
        return File(copy, name)

    _save = _os_errors()(S3Storage._save)  # noqa: SLF001 - the method that Django names for this
    delete = _os_errors()(S3Storage.delete)
    exists = _os_errors()(S3Storage.exists)
    size = _os_errors()(S3Storage.size)
    listdir = _os_errors()(S3Storage.listdir)
    get_modified_time = _os_errors()(S3Storage.get_modified_time)
    url = _os_errors()(S3Storage.url)
