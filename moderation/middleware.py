"""Read-only: while the flag is on, no change comes in but from those who may turn it off."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from moderation import gates

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# The page where the flag is turned off, and the way there; what upload clients ask refuses in its own words.
EXEMPT_PATHS = (
    "/moderation/",
    "/account/login/",
    "/account/logout/",
    "/account/two-factor/",
    "/legacy/",
    "/_/oidc/",
    "/pypi",  # mirrors only read, but by POST
)


class ReadOnlyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE_METHODS or request.path.startswith(EXEMPT_PATHS):
            return self.get_response(request)
        refusal = gates.changes_open(request.path)
        if refusal is None:
            return self.get_response(request)
        response = TemplateResponse(request, "moderation/read_only.html", {"refusal": refusal}, status=503)
        if refusal.retry_after_seconds:
            response["Retry-After"] = str(refusal.retry_after_seconds)
        return response.render()
