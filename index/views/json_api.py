"""`/pypi/{name}/json`: metadata and files of a project or a release, as clients of the public index read them."""

import json
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from index import json_api
from index.distributions import names
from index.models import Project
from index.selectors import find_visible
from index.views.conditional import conditional
from index.views.cors import readable_from_anywhere

JSON = "application/json"


@readable_from_anywhere
@require_safe
def project(request: HttpRequest, name: str) -> HttpResponseBase:
    normalized = names.normalize(name)
    found = find_visible(name)
    if found is None:
        return _not_found()
    if name != normalized:
        return HttpResponsePermanentRedirect(reverse("project_json", args=[normalized]))
    return _answer(request, found, lambda: json_api.project_document(found))


@readable_from_anywhere
@require_safe
def release(request: HttpRequest, name: str, version: str) -> HttpResponseBase:
    normalized = names.normalize(name)
    found = find_visible(name)
    stored = json_api.find_version(found, version) if found else None
    if found is None or stored is None:
        return _not_found()
    if name != normalized:
        return HttpResponsePermanentRedirect(reverse("release_json", args=[normalized, version]))
    return _answer(request, found, lambda: json_api.release_document(found, stored))


def _answer(
    request: HttpRequest, found: Project, document: Callable[[], dict[str, object] | None]
) -> HttpResponseBase:
    def build() -> str:
        content = document()
        if content is None:  # hidden since it was found
            raise Http404
        return json.dumps(content)

    try:
        response = conditional(request, build, content_type=JSON, serial=found.last_serial)
    except Http404:
        return _not_found()
    response["X-PyPI-Last-Serial"] = str(found.last_serial)
    return response


def _not_found() -> HttpResponse:
    return HttpResponse('{"message": "Not Found"}', status=404, content_type=JSON)
