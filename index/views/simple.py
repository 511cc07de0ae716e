"""`/simple/`: the pages that installers read, as HTML or JSON by what they accept."""

import hashlib
from collections.abc import Callable

from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from index import names, simple
from index.models import JournalEntry, Project

JSON = "application/vnd.pypi.simple.v1+json"
HTML = "application/vnd.pypi.simple.v1+html"
TEXT_HTML = "text/html"
# What a client may ask for, and what it gets: `latest` is the newest version there is (PEP 691).
ANSWERS = {
    TEXT_HTML: TEXT_HTML,
    HTML: HTML,
    JSON: JSON,
    "application/vnd.pypi.simple.latest+html": HTML,
    "application/vnd.pypi.simple.latest+json": JSON,
}


@require_safe
def simple_root(request: HttpRequest) -> HttpResponse:
    """Every visible project."""
    answer = _negotiated(request)
    if answer is None:
        return _not_acceptable()
    serial = JournalEntry.objects.aggregate(serial=Max("pk"))["serial"] or 0

    def body() -> str:
        projects = Project.objects.visible().order_by("normalized_name")
        render = simple.root_as_json if answer == JSON else simple.root_as_html
        return render(list(projects.values_list("normalized_name", "last_serial")), serial)

    return _conditional(request, answer, serial, body)


@require_safe
def simple_page(request: HttpRequest, name: str) -> HttpResponse:
    """The files of one project."""
    normalized = names.normalize(name)
    if name != normalized:
        return HttpResponsePermanentRedirect(reverse("simple_page", args=[normalized]))
    answer = _negotiated(request)
    if answer is None:
        return _not_acceptable()
    page = simple.page(normalized)
    if page is None:
        return _not_found(normalized, answer)
    render = simple.as_json if answer == JSON else simple.as_html
    return _conditional(request, answer, page.last_serial, lambda: render(page))


def _negotiated(request: HttpRequest) -> str | None:
    asked = request.GET.get("format")
    if asked is not None:
        return ANSWERS.get(asked)
    preferred = request.get_preferred_type(list(ANSWERS)) if "Accept" in request.headers else TEXT_HTML
    return ANSWERS[preferred] if preferred else None


def _conditional(request: HttpRequest, answer: str, serial: int, body: Callable[[], str]) -> HttpResponse:
    """The page, or 304: it is the same as long as its serial and its form are."""
    etag = '"' + hashlib.sha256(f"{serial} {answer} {simple.API_VERSION}".encode()).hexdigest()[:32] + '"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in known or etag in {tag.removeprefix("W/") for tag in known}:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(body(), content_type=f"{answer}; charset=utf-8" if answer != JSON else answer)
    response["ETag"] = etag
    response["Vary"] = "Accept"
    response["X-PyPI-Last-Serial"] = str(serial)
    # Asked again each time, answered by 304: what was removed is gone with the next request.
    response["Cache-Control"] = "no-cache"
    return response


def _not_acceptable() -> HttpResponse:
    offered = ", ".join(ANSWERS)
    return HttpResponse(
        f"406 Not acceptable: ask for one of {offered}.\n", status=406, content_type="text/plain"
    )


def _not_found(name: str, answer: str) -> HttpResponse:
    if answer == JSON:
        response = HttpResponse('{"message": "Not Found"}', status=404, content_type=JSON)
    else:
        response = HttpResponse(
            f"404 Not found: there is no project {name}.\n", status=404, content_type="text/plain"
        )
    response["Vary"] = "Accept"
    return response
