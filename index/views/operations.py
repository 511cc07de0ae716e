"""What supervisors, load balancers and robots ask."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import hooks
from index.addresses import absolute

SECURITY_TEXT_LASTS = timedelta(days=180)  # under a year, as the standard asks


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 while the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 while the process can serve, so while its database answers. What else is amiss stands in the lines below."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        concerns = hooks.concerns("CONCERNS")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    lines = ["ready", *concerns]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    if settings.READERS_LOG_IN:
        return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
    rules = "".join(
        f"Disallow: {path}\n"
        for path in ("/account/", "/manage/", "/moderation/", "/simple/", "/packages/", "/pypi/")
    )
    sitemap = absolute(reverse("sitemap_index"))
    return HttpResponse(f"User-agent: *\n{rules}\nSitemap: {sitemap}\n", content_type="text/plain")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness of the site (RFC 9116)."""
    # Whole days, so that caches do not see a new text each second.
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {(today + SECURITY_TEXT_LASTS).isoformat()}",
        "Preferred-Languages: en",
        f"Canonical: {absolute(reverse('security'))}",
    )
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
