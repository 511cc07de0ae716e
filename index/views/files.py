"""`/packages/`: the distribution files and, beside each wheel, its core metadata."""

import logging
from urllib.parse import quote

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from index import downloads, ranges, storage
from index.models import DistributionFile

# The path holds the digest of the bytes, so what it gives can never change.
IMMUTABLE = "max-age=31536000, immutable"

logger = logging.getLogger(__name__)


@csrf_exempt  # nothing is changed here, and 405 says more than a missing token
@require_safe
def distribution_file(request: HttpRequest, digest_path: str, filename: str) -> HttpResponseBase:
    """A file of a visible release, as bytes; never as something a browser would run."""
    is_metadata = filename.endswith(storage.METADATA_SUFFIX)
    filename = filename.removesuffix(storage.METADATA_SUFFIX)
    found = DistributionFile.objects.visible().select_related("release").filter(filename=filename)
    file = found.first()
    if file is None or file.path != f"{digest_path}/{filename}" or (is_metadata and not file.offers_metadata):
        raise Http404
    if not is_metadata and _is_whole(request):
        downloads.note(file.release.project_id, now=timezone.now())
    path = file.path + (storage.METADATA_SUFFIX if is_metadata else "")
    content_type = "text/plain; charset=utf-8" if is_metadata else "application/octet-stream"
    if settings.OBJECT_STORE:
        return _at_the_store(request, path, content_type)
    response = _by_the_proxy(path) if settings.X_ACCEL_PREFIX else _by_ourselves(request, path, file)
    response["Content-Type"] = content_type
    response["Cache-Control"] = f"{IMMUTABLE}, public"  # in a private index the middleware says otherwise
    response["ETag"] = f'"{file.metadata_sha256 if is_metadata else file.sha256}"'
    response["Accept-Ranges"] = "bytes"
    return response


def _is_whole(request: HttpRequest) -> bool:
    """Whether it asks for all of the file, which it has not: a download that counts."""
    return request.method == "GET" and not (request.headers.keys() & {"Range", "If-None-Match"})


def _at_the_store(request: HttpRequest, path: str, content_type: str) -> HttpResponse:
    """An address of the object store that is good for minutes; whether to give one is decided each time."""
    try:
        address = storage.address(
            path,
            method=request.method or "GET",
            content_type=content_type,
            cache_control=f"{IMMUTABLE}, private",
        )
    except OSError as exc:
        logger.warning("no address for %s: %s", path, exc)
        sentence = "The file store does not answer; try again in a minute.\n"
        return HttpResponse(sentence, status=503, content_type="text/plain", headers={"Retry-After": "60"})
    return HttpResponseRedirect(address, headers={"Cache-Control": "no-store"})


def _by_the_proxy(path: str) -> HttpResponse:
    """Nginx sends the bytes, parts of them too; that the reader may have them is decided here."""
    return HttpResponse(headers={"X-Accel-Redirect": f"{settings.X_ACCEL_PREFIX}{quote(path)}"})


def _by_ourselves(request: HttpRequest, path: str, file: DistributionFile) -> HttpResponseBase:
    if _has_it(request, file, path):
        return HttpResponse(status=304)
    try:
        content = storage.open_file(path)
    except FileNotFoundError as exc:
        raise Http404 from exc
    size_bytes = content.seek(0, 2)
    content.seek(0)
    try:
        part = ranges.parse(_asked_range(request, file), size_bytes)
    except ranges.NotSatisfiable:
        content.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size_bytes}"})
    if part is None:
        return FileResponse(content)
    headers = {"Content-Range": f"bytes {part.start}-{part.stop - 1}/{size_bytes}"}
    return FileResponse(ranges.Section(content, part), status=206, headers=headers)


def _has_it(request: HttpRequest, file: DistributionFile, path: str) -> bool:
    digest = file.metadata_sha256 if path.endswith(storage.METADATA_SUFFIX) else file.sha256
    known = request.headers.get("If-None-Match", "")
    return known.strip() == "*" or f'"{digest}"' in {
        tag.strip().removeprefix("W/") for tag in known.split(",")
    }


def _asked_range(request: HttpRequest, file: DistributionFile) -> str:
    """Nothing where the client would only take a part of the very file that it has part of, and that is another."""
    condition = request.headers.get("If-Range", "")
    is_ours = condition in ("", f'"{file.sha256}"', f'"{file.metadata_sha256}"')
    return request.headers.get("Range", "") if is_ours else ""
