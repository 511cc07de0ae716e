"""Machine answers that are the same as long as a serial is: built once asked for, 304 while unchanged."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

# Raised when the same rows are to be told in another way.
FORMAT = 1


def conditional(
    request: HttpRequest,
    build: Callable[[], str],
    *,
    content_type: str,
    serial: int,
    changed_second: int | None = None,
) -> HttpResponseBase:
    """What `build` makes, or 304 to a client that has it.

    :param serial: of the newest journal entry that the answer may depend on
    :param changed_second: of that entry, in Unix time, for clients that compare dates only
    """
    told = f"{FORMAT} {serial} {request.path} {request.GET.urlencode()} {settings.SITE_URL}"
    etag = quote_etag(hashlib.sha256(told.encode()).hexdigest()[:32])
    response = get_conditional_response(request, etag=etag, last_modified=changed_second)
    if response is None:
        response = HttpResponse(build(), content_type=content_type)
    response["ETag"] = etag
    if changed_second is not None:
        response["Last-Modified"] = http_date(changed_second)
    # Asked again each time, answered by 304: what was removed is gone with the next request.
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "noindex"  # search engines show pages; a feed tells of unlisted projects too
    return response
