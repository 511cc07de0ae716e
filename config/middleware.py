"""What Django has no setting for: a header of every answer, who may keep one, and what no database stores."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header

GetResponse = Callable[[HttpRequest], HttpResponse]


def permissions_policy(get_response: GetResponse) -> GetResponse:
    """No page here needs a camera or anything like it, so no text that slipped through may ask for one."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        return response

    return respond


def private_where_a_session_is_read(get_response: GetResponse) -> GetResponse:
    """What differs by cookie is one visitor's: no shared cache keeps it, whatever it makes of Vary."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Cache-Control" not in response and has_vary_header(response, "Cookie"):
            response["Cache-Control"] = "private"
        return response

    return respond


def without_nuls(get_response: GetResponse) -> GetResponse:
    """PostgreSQL takes no NUL. Forms refuse one; the libraries look up cookies and store a browser's name as they come.

    Our server lets none into a header, yet in a cookie it may be spelt in octal, and another server may be laxer.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        if "HTTP_USER_AGENT" in request.META:
            request.META["HTTP_USER_AGENT"] = request.META["HTTP_USER_AGENT"].replace("\0", "")
        return get_response(request)

    return respond
