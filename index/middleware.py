"""A private index (READERS_LOG_IN): nobody reads anything of it without being logged in or sending an API token."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.encoding import iri_to_uri

from accounts.api_tokens import api_tokens
from accounts.api_tokens.api_tokens import NotAuthenticated
from index.addresses import absolute

# By name: a route that nobody has named here is closed, whatever its address begins with.
OPEN_ROUTES = frozenset(
    (
        # The way in, and what mails about it link to.
        "account_login",
        "account_signup",
        "account_logout",
        "account_inactive",
        "account_email_verification_sent",
        "account_confirm_email",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        # The link in the mail to somebody who was frozen; it is signed.
        "appeal_freezing",
        # They ask for a token of their own.
        "upload",
        "upload_without_slash",
        "oidc_audience",
        "mint_token",
        "burn_token",
        # It takes tokens that were found in public, and tells nothing.
        "disclose_token",
        "disclose_token_of_github",
        # It asks for a signature.
        "mail_bounced",
        # They tell nothing of what is published.
        "health",
        "ready",
        "robots",
        "security",
    )
)
# Likewise for all routes of the console's JSON API, which asks for staff tokens.
OPEN_NAMESPACES = frozenset(("moderation_api",))
# What programs ask for; everything else is a page for people, who are shown the way in.
MACHINE_PATHS = ("/simple", "/packages/", "/integrity/", "/pypi", "/rss/", "/mirror/", "/sitemap")


class ReadersLogInMiddleware:
    """Asks before anything else of the application does, and keeps the answers out of shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.READERS_LOG_IN or _is_open(request):
            return self.get_response(request)
        response = _refusal(request) or self.get_response(request)
        patch_cache_control(response, private=True)
        patch_vary_headers(response, ["Cookie", "Authorization"])
        return response


def _is_open(request: HttpRequest) -> bool:
    try:
        route = resolve(request.path_info)
    except Resolver404:
        return False
    return route.view_name in OPEN_ROUTES or not OPEN_NAMESPACES.isdisjoint(route.namespaces)


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """None for who may read: an account by its session or its token. No token ever makes a session."""
    if request.user.is_authenticated:
        return None
    authorization = request.headers.get("Authorization", "")
    if not authorization and not request.path_info.startswith(MACHINE_PATHS):
        return redirect_to_login(request.get_full_path())
    try:
        token = api_tokens.authenticate(authorization, now=timezone.now())
    except NotAuthenticated as exc:
        if exc.refusal.code in {"token_missing", "password_not_taken"}:
            return _unauthorized("Reading takes an API token: user name __token__, password the token.")
        return _unauthorized(exc.refusal.sentence)
    if token.user is None:
        # It stands for a build that may publish to some projects, which is no reason to show it all others.
        return _unauthorized("This token only publishes; read with the API token of an account.")
    return None


def _unauthorized(sentence: str) -> HttpResponse:
    page = iri_to_uri(absolute(reverse("manage_tokens")))
    sentence = f"{sentence} Tokens are made at {page}"
    response = HttpResponse(f"401 {sentence}\n", status=401, content_type="text/plain; charset=utf-8")
    # Installers print nothing but the reason phrase.
    response.reason_phrase = sentence
    response["WWW-Authenticate"] = 'Basic realm="API token", charset="UTF-8"'
    return response
