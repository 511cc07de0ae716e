"""What stands before every view: the read-only switch, and the second factor of staff."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts.hooks import Refusal
from accounts.refusals import with_retry_after
from moderation import gates, permissions

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# The page where the flag is turned off, and the way there; what upload clients ask refuses in its own words.
EXEMPT_PATHS = (
    "/moderation/",
    "/account/login/",
    "/account/logout/",
    "/account/reauthenticate/",
    "/account/two-factor/",
    "/account/sessions/",
    "/legacy/",
    "/_/oidc/",  # builds are refused in their words
    "/_/secrets/",  # a token that was found in public must end in any case
    "/_/github/",
    "/pypi",  # mirrors only read, but by POST
)
STAFF_PATHS = ("/moderation/", "/admin/")


class ReadOnlyMiddleware:
    """While the flag is on, no change comes in but from those who may turn it off."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE_METHODS or request.path.startswith(EXEMPT_PATHS):
            return self.get_response(request)
        refusal = gates.changes_open(request.path)
        if refusal is None:
            return self.get_response(request)
        return with_retry_after(_refused(request, refusal), refusal)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if request.accepts("application/json") and not request.accepts("text/html"):
        return JsonResponse({"sentence": refusal.message}, status=503)
    page = TemplateResponse(request, "moderation/read_only.html", {"refusal": refusal}, status=503)
    return page.render()


class SecondFactorMiddleware:
    """Where staff need a second factor, the console opens with it: until then it leads to the page that sets one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(STAFF_PATHS) or not permissions.lacks_second_factor(request.user):
            return self.get_response(request)
        messages.warning(request, "The console needs a second factor; set one up here, then go on.")
        return redirect("mfa_activate_totp")
