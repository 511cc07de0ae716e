"""`/pypi`: XML-RPC for mirrors; what else clients once did here is told where it is done now."""

import inspect
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from index import changelog, xmlrpc
from index.addresses import absolute
from index.models import Project
from index.selectors import find_visible, roles_of
from index.xmlrpc import Fault

XML_TYPES = ("text/xml", "application/xml")
# A form above this is an upload, and is not read to find out.
MAX_FORM_BYTES = 256 * 1024


@csrf_exempt  # nothing here knows who asks or changes anything
@require_http_methods(["GET", "HEAD", "POST"])
def pypi(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and request.content_type in XML_TYPES:
        return _call(request)
    if request.method == "POST" or ":action" in request.GET:
        return _retired_form(_action(request))
    return redirect("home", permanent=True)


def _call(request: HttpRequest) -> HttpResponse:
    body = request.read(xmlrpc.MAX_BODY_BYTES + 1)
    if len(body) > xmlrpc.MAX_BODY_BYTES:
        limit = xmlrpc.MAX_BODY_BYTES // 1024
        return HttpResponse(
            f"413 A call may have {limit} KiB; send one call at a time.\n",
            status=413,
            content_type="text/plain",
        )
    try:
        answer = xmlrpc.response(_answer(*xmlrpc.parse_call(body)))
    except Fault as fault:
        answer = xmlrpc.fault_response(fault)
    response = HttpResponse(answer, content_type="text/xml; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _answer(method: str, parameters: tuple[object, ...]) -> object:
    if method in _RETIRED_METHODS:
        raise Fault(xmlrpc.RETIRED_METHOD, _RETIRED_METHODS[method])
    if method not in _METHODS:
        known = ", ".join(sorted(_METHODS))
        raise Fault(xmlrpc.UNKNOWN_METHOD, f"There is no such method here; there are {known}.")
    function = _METHODS[method]
    try:
        inspect.signature(function).bind(*parameters)
    except TypeError:
        raise Fault(
            xmlrpc.BAD_PARAMETERS, f"{method} takes other parameters; see its documentation."
        ) from None
    return function(*parameters)


def _changelog_since_serial(serial: object) -> list[changelog.Entry]:
    if not isinstance(serial, int):
        raise Fault(xmlrpc.BAD_PARAMETERS, "The serial is a whole number; send it as int.")
    return changelog.since(serial)


def _list_packages() -> list[str]:
    return list(changelog.projects())


def _package_releases(name: object, show_hidden: object = False) -> list[str]:
    """The latest version, or all; the second parameter has its name from what it once did."""
    project = _project(name)
    versions = changelog.versions(project) if project else []
    return versions if show_hidden else versions[:1]


def _package_roles(name: object) -> list[tuple[str, str]]:
    project = _project(name)
    return roles_of(project) if project else []


def _project(name: object) -> Project | None:
    if not isinstance(name, str):
        raise Fault(xmlrpc.BAD_PARAMETERS, "The project's name is a text; send it as string.")
    return find_visible(name)


_METHODS: dict[str, Callable[..., object]] = {
    "changelog_last_serial": changelog.last_serial,
    "changelog_since_serial": _changelog_since_serial,
    "list_packages": _list_packages,
    "list_packages_with_serial": changelog.projects,
    "package_releases": _package_releases,
    "package_roles": _package_roles,
}
_USE_JSON = "Use the JSON API instead: GET /pypi/{name}/{version}/json."
_RETIRED_METHODS = {
    "search": "Search on the web page /search/ instead; searching by XML-RPC has ended.",
    "browse": "Search on the web page /search/ instead; browsing by XML-RPC has ended.",
    "release_data": _USE_JSON,
    "release_urls": _USE_JSON,
    "changelog": "Use changelog_since_serial instead; times are no reliable marks.",
    "system.multicall": "Send one call at a time; multicall has ended.",
}


def _action(request: HttpRequest) -> str:
    """The `:action` of an old client, from the address or its form; a form too large to read is an upload."""
    if ":action" in request.GET:
        return request.GET[":action"]
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_FORM_BYTES:
        return "file_upload"
    try:
        return request.POST.get(":action", "")
    except (MultiPartParserError, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return ""


def _retired_form(action: str) -> HttpResponse:
    register, upload = (iri_to_uri(absolute(reverse(name))) for name in ("account_signup", "upload"))
    sentences = {
        "user": f"Accounts are made on the web page {register} now.",
        "submit": f"Projects are not registered any more: the first upload to {upload} makes them.",
        "file_upload": f"Uploads go to {upload} now; set this as the repository URL of your client.",
    }
    otherwise = f"This form is gone: uploads go to {upload}, accounts are made at {register}."
    sentence = sentences.get(action, otherwise)
    response = HttpResponse(f"410 {sentence}\n", status=410, content_type="text/plain; charset=utf-8")
    # Upload clients print nothing but the reason phrase.
    response.reason_phrase = sentence
    return response
