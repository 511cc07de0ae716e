"""`/sitemap.xml`: an index of sitemaps, each of some thousand addresses."""

from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from index import changelog
from index.addresses import absolute
from index.sitemap import SECTIONS
from index.views.conditional import conditional

XML = "application/xml"


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    return conditional(request, _index, content_type=XML, serial=changelog.last_serial())


@require_safe
def sitemap(request: HttpRequest, section: str) -> HttpResponseBase:
    """One page of a section, `?p=` from 1."""
    if section not in SECTIONS:
        raise Http404

    def build() -> str:
        try:
            urls = SECTIONS[section]().get_urls(page=request.GET.get("p", "1"))
        except InvalidPage as exc:
            raise Http404 from exc
        return render_to_string("sitemap.xml", {"urlset": urls})

    return conditional(request, build, content_type=XML, serial=changelog.last_serial())


def _index() -> str:
    items: list[dict[str, object]] = []
    for name, section in SECTIONS.items():
        sitemap = section()
        changed_at = sitemap.get_latest_lastmod()
        address = absolute(reverse("sitemap", args=[name]))
        items += [
            {"location": f"{address}?p={page}", "last_mod": changed_at}
            for page in sitemap.paginator.page_range
        ]
    return render_to_string("sitemap_index.xml", {"sitemaps": items})
