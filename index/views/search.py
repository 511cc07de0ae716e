"""Finding projects, and the classifiers to find them by."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from index import classifiers
from index.models import Project
from index.search import finding
from index.search.query import NEWEST_FIRST, Query, parse
from index.selectors import with_summary

PAGE_SIZE = 20
FEW = 3


@require_safe
def search(request: HttpRequest) -> TemplateResponse:
    query = _query(request)
    found = finding.find(query)
    page = Paginator(found.project_ids, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = with_summary(Project.objects.listed()).in_bulk(page.object_list)
    context = {
        "query": query,
        "order": NEWEST_FIRST if query.newest_first else "",
        "found": found,
        "page_obj": page,
        "projects": [rows[pk] for pk in page.object_list if pk in rows],
        "suggestions": finding.similar_names(query) if query.words and found.count < FEW else [],
        "max_results": finding.MAX_RESULTS,
        "groups": classifiers.common(),
    }
    return TemplateResponse(request, "index/search.html", context)


@require_safe
def classifier_tree(request: HttpRequest) -> TemplateResponse:
    """The tree; reached from a search, its links narrow that search."""
    query = _query(request)
    kept = [("q", query.text)] if query.text else []
    kept += [("c", classifier) for classifier in query.classifiers]
    context = {"tree": classifiers.tree(), "query": query, "kept": f"{urlencode(kept)}&" if kept else ""}
    return TemplateResponse(request, "index/classifiers.html", context)


def _query(request: HttpRequest) -> Query:
    return parse(request.GET.get("q", ""), request.GET.getlist("c"), request.GET.get("o", ""))
