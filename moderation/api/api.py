"""The API: its routes below, its errors, and its OpenAPI description."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from moderation.api import (
    appeals,
    audit,
    gates,
    incidents,
    projects,
    purges,
    queue,
    reports,
    rules,
    switches,
    users,
)

api = NinjaAPI(
    title="Gatehouse moderation",
    version="1",
    description="What the console does, for programs. Each request carries a staff token of the right scope.",
    urls_namespace="moderation_api",
    docs_url=None,  # the page is our own, moderation.views.api
    openapi_url=None,
)
api.add_router("switches/", switches.router, tags=["Switches"])
api.add_router("cases/", queue.cases_router, tags=["Queue"])
api.add_router("verdicts/", queue.verdicts_router, tags=["Queue"])
api.add_router("appeals/", appeals.router, tags=["Appeals"])
api.add_router("reports/", reports.router, tags=["Reports"])
api.add_router("accounts/", reports.accounts_router, tags=["Reports"])
api.add_router("projects/", projects.router, tags=["Projects"])
api.add_router("users/", users.router, tags=["Users"])
api.add_router("rules/", rules.router, tags=["Rules"])
api.add_router("purges/", purges.router, tags=["Purges"])
api.add_router("incidents/", incidents.router, tags=["Incidents"])
api.add_router("names/", gates.names_router, tags=["Gates"])
api.add_router("mail-domains/", gates.domains_router, tags=["Gates"])
api.add_router("audit/", audit.router, tags=["Audit"])


@api.exception_handler(AuthenticationError)
def no_token(request: HttpRequest, exc: AuthenticationError) -> HttpResponse:
    return _problem(request, "Send a staff token: Authorization: Bearer gatehouse-staff-…", 401)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, exc: HttpError) -> HttpResponse:
    return _problem(request, exc.message, exc.status_code)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    """Of all that is wrong with the request the first, by its place and name."""
    first = exc.errors[0]
    place = ".".join(str(part) for part in first["loc"] if part not in {"body", "query", "path", "payload"})
    return _problem(request, f"{place or 'The request'}: {first['msg']}.", 422)


def _problem(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    response = api.create_response(request, {"sentence": sentence}, status=status)
    response["Cache-Control"] = "no-store"
    if status == 401:  # noqa: PLR2004 - RFC 9110 asks for the header with this status
        response["WWW-Authenticate"] = 'Bearer realm="staff token"'
    return response
