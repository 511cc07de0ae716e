"""Leave for scripts of other sites to read public answers in a browser."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET",
    "Access-Control-Allow-Headers": (
        "Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since"
    ),
    "Access-Control-Expose-Headers": "X-PyPI-Last-Serial",
    "Access-Control-Max-Age": "86400",
}


def readable_from_anywhere(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answers the question that browsers ask first, and marks every answer, refusals too."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_question = request.method == "OPTIONS"
        response = HttpResponse(status=204) if is_question else view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return marked
