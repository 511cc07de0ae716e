"""`/mirror/removals.json`: what was held, removed and restored, for mirrors to follow."""

import json

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from index import removal_feed
from index.views.conditional import conditional

JSON = "application/json"
SERIAL_DIGITS = 18  # what the database holds as a number


@require_safe
def removals(request: HttpRequest) -> HttpResponseBase:
    """The changes after the serial `?since=`, oldest first; without it, from the beginning."""
    text = request.GET.get("since", "0")
    if not (text.isascii() and text.isdigit() and len(text) <= SERIAL_DIGITS):
        return _refused("since: send a serial, a whole number from 0, as the last answer's `next` was.")
    last_serial = removal_feed.last_serial()
    try:
        response = conditional(
            request,
            lambda: json.dumps(removal_feed.page(int(text), last_serial).as_json()),
            content_type=JSON,
            serial=last_serial,
        )
    except removal_feed.NoSuchSerial as exc:
        return _refused(str(exc))
    response["X-PyPI-Last-Serial"] = str(last_serial)
    return response


def _refused(sentence: str) -> JsonResponse:
    return JsonResponse({"message": sentence}, status=400, headers={"Cache-Control": "no-cache"})
