"""`/rss/`: feeds of new projects and releases."""

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from index import changelog, feeds
from index.selectors import find_visible
from index.views.conditional import conditional


@require_safe
def updates(request: HttpRequest) -> HttpResponseBase:
    return _of_the_index(request, feeds.Updates())


@require_safe
def packages(request: HttpRequest) -> HttpResponseBase:
    return _of_the_index(request, feeds.Newest())


@require_safe
def releases(request: HttpRequest, name: str) -> HttpResponseBase:
    found = find_visible(name)
    if found is None:
        raise Http404
    if name != found.normalized_name:
        return HttpResponsePermanentRedirect(reverse("releases_feed", args=[found.normalized_name]))
    return conditional(
        request,
        lambda: feeds.render(feeds.ProjectReleases(), request, found),
        content_type=feeds.CONTENT_TYPE,
        serial=found.last_serial,
        changed_second=found.changed_second,
    )


def _of_the_index(request: HttpRequest, feed: Feed) -> HttpResponseBase:
    serial, changed_second = changelog.newest_change()
    return conditional(
        request,
        lambda: feeds.render(feed, request),
        content_type=feeds.CONTENT_TYPE,
        serial=serial,
        changed_second=changed_second,
    )
