"""`/packages/`: the distribution files and, beside each, its core metadata."""

from django.db import connection
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from index import storage
from index.models import DistributionFile

# The path holds the digest of the bytes, so what it gives can never change.
IMMUTABLE = "max-age=31536000, immutable, public"


@require_safe
def distribution_file(request: HttpRequest, digest_path: str, filename: str) -> FileResponse:
    """A file of a visible release, as bytes; never as something a browser would run."""
    is_metadata = filename.endswith(storage.METADATA_SUFFIX)
    filename = filename.removesuffix(storage.METADATA_SUFFIX)
    file = DistributionFile.objects.visible().filter(filename=filename).first()
    if file is None or file.path != f"{digest_path}/{filename}":
        raise Http404
    path = file.path + (storage.METADATA_SUFFIX if is_metadata else "")
    try:
        content = storage.open_file(path)
    except FileNotFoundError as exc:
        raise Http404 from exc
    connection.close()  # a slow reader must not keep a database connection
    response = FileResponse(
        content, content_type="text/plain; charset=utf-8" if is_metadata else "application/octet-stream"
    )
    response["Cache-Control"] = IMMUTABLE
    if not is_metadata:
        response["ETag"] = f'"{file.sha256}"'
    return response
