"""`/status/`: what goes on at the index, for everybody."""

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from index.views.conditional import conditional
from moderation.incidents import feed, reading, timeline
from moderation.models import Incident

PAST_A_PAGE = 20
ENTRIES_A_PAGE = 50
FRESH_SECONDS = 30  # so long may a cache answer in a rush to the page


@require_safe
def status(request: HttpRequest) -> HttpResponseBase:
    """What is open first, then what is past, by month."""
    page = Paginator(Incident.objects.past(), PAST_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "open": reading.open_incidents() if page.number == 1 else [],
        "page_obj": page,
        "months": reading.by_month(list(page.object_list)),
    }
    return _cached(request, TemplateResponse(request, "status/status.html", context))


@require_safe
def incident(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = get_object_or_404(Incident.objects.public(), pk=pk)
    context = {
        "incident": row,
        "page_obj": Paginator(row.entries.public(), ENTRIES_A_PAGE).get_page(request.GET.get("page")),
        "happenings": timeline.in_public(row, now=timezone.now()),
    }
    return _cached(request, TemplateResponse(request, "status/incident.html", context))


@require_safe
def status_feed(request: HttpRequest) -> HttpResponseBase:
    return conditional(
        request,
        lambda: feed.render(request),
        content_type=feed.CONTENT_TYPE,
        serial=feed.version(),
    )


def _cached(request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
    """Shared by everybody who has no session; who is logged in sees a page of their own, anew each time."""
    patch_vary_headers(response, ["Cookie"])
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response
