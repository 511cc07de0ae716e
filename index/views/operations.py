"""What supervisors, load balancers and robots ask."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 while the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 while the process can serve, so while its database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    rules = "".join(
        f"Disallow: {path}\n" for path in ("/account/", "/manage/", "/moderation/", "/simple/", "/packages/")
    )
    return HttpResponse(f"User-agent: *\n{rules}", content_type="text/plain")
