"""`/simple/`: the pages that installers read, as HTML or JSON by what they accept."""

import gzip
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from index import tasks
from index.distributions import names
from index.simple import answers, data, published, renderings
from index.simple.answers import Asked, Reader
from index.simple.negotiation import ASKED, Form, form_for


@csrf_exempt  # nothing is changed here, and 405 says more than a missing token
@require_safe
def simple_root(request: HttpRequest) -> HttpResponse:
    """Every visible project."""
    form = _form(request)
    if form is None:
        return _not_acceptable()
    if response := _published(request, form, published.ROOT):
        return response
    tasks.publish_root_soon()
    root = data.root()
    render = renderings.root_as_json if form.is_json else renderings.root_as_html
    return _response(request, form, root.last_serial, _rendered(lambda: render(root), root.changed_second))


@csrf_exempt  # nothing is changed here, and 405 says more than a missing token
@require_safe
def simple_page(request: HttpRequest, name: str) -> HttpResponse:
    """The files of one project; from any other spelling of its address the way leads there."""
    normalized = names.normalize(name)
    address = reverse("simple_page", args=[normalized])
    if request.path != address:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    form = _form(request)
    if form is None:
        return _not_acceptable()
    if response := _published(request, form, normalized):
        return response
    page = data.page(normalized)
    if page is None:
        return _not_found(normalized, form)
    tasks.publish_page_soon(normalized)
    render = renderings.as_json if form.is_json else renderings.as_html
    return _response(request, form, page.last_serial, _rendered(lambda: render(page), page.changed_second))


@csrf_exempt  # nothing is changed here, and 405 says more than a missing token
@require_safe
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """Below `/simple/` what is no name is told in the forms of the simple pages too."""
    form = _form(request)
    return _not_found("of such a name", form) if form else _not_acceptable()


def _form(request: HttpRequest) -> Form | None:
    asked = request.GET.get("format")
    if asked is None:
        return form_for(request.headers.get("Accept", ""))
    return ASKED.get(asked.replace(" ", "+"))  # a plus that the client did not encode


def _published(request: HttpRequest, form: Form, name: str) -> HttpResponse | None:
    page = published.find(name)
    try:
        return _response(request, form, page.serial, page.read) if page else None
    except FileNotFoundError:  # it has changed in this moment
        return None


def _rendered(render: Callable[[], str], changed_second: int) -> Reader:
    def read(*, is_json: bool, gzipped: bool) -> tuple[bytes, int]:
        content = render().encode()
        return gzip.compress(content, published.GZIP_LEVEL) if gzipped else content, changed_second

    return read


def _response(request: HttpRequest, form: Form, serial: int, read: Reader) -> HttpResponse:
    asked = Asked(
        accept_encoding=request.headers.get("Accept-Encoding", ""),
        if_none_match=request.headers.get("If-None-Match", ""),
        if_modified_since=request.headers.get("If-Modified-Since", ""),
    )
    found = answers.answer(asked, form, serial, read)
    return HttpResponse(found.body, status=found.status, headers=found.headers)


def _not_acceptable() -> HttpResponse:
    sentence = f"406 Not acceptable: ask for one of {', '.join(ASKED)}.\n"
    response = HttpResponse(sentence, status=406, content_type="text/plain; charset=utf-8")
    response["Vary"] = answers.VARY
    return response


def _not_found(name: str, form: Form) -> HttpResponse:
    if form.is_json:
        response = HttpResponse('{"message": "Not Found"}', status=404, content_type=form.content_type)
    else:
        sentence = f"404 Not found: there is no project {name}.\n"
        response = HttpResponse(sentence, status=404, content_type="text/plain; charset=utf-8")
    response["Vary"] = answers.VARY
    response["Cache-Control"] = answers.CACHE_CONTROL
    return response
