"""`/moderation/names/`: names and patterns that no new project may have."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from index import prohibited_names
from index.models import ProhibitedName
from index.name_patterns import NotAPattern
from index.prohibited_names import Fitting
from moderation.acts import NotDone, prohibited
from moderation.forms import ProhibitForm, SearchForm
from moderation.permissions import admin_required, reader_required
from moderation.views.acts import Act, act_on

PAGE_SIZE = 50
ALLOW = Act(
    "Allow",
    "New projects may have the name, or the names that fit the pattern, again.",
    "Allow",
    "is allowed again",
)


@require_safe
@reader_required
def name_list(request: AuthenticatedRequest) -> TemplateResponse:
    return _list(request, ProhibitForm())


@require_POST
@admin_required
def prohibit(request: AuthenticatedRequest) -> HttpResponse:
    """Prohibit a name at once; a pattern once its reach was seen, as it is now."""
    form = ProhibitForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=400)
    text, reason = form.cleaned_data["name"], form.cleaned_data["reason"]
    try:
        fitting = prohibited_names.fitting(text)
        if "*" in text and form.cleaned_data["seen"] != _shown(text, fitting):
            return _preview(request, form, fitting)
        row = prohibited.prohibit(text=text, actor=request.user, reason=reason, now=timezone.now())
    except (NotAPattern, NotDone) as exc:
        form.add_error("name", str(exc))
        return _list(request, form, status=400)
    messages.success(request, f"{row} is prohibited. {_stay(fitting)}")
    return redirect("moderation_names")


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def allow(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ProhibitedName, pk=pk)
    return act_on(
        request,
        row.normalized_name,
        ALLOW,
        partial(prohibited.allow, prohibited=row),
        back=reverse("moderation_names"),
    )


def _list(request: AuthenticatedRequest, form: ProhibitForm, *, status: int = 200) -> TemplateResponse:
    search = SearchForm(request.GET)
    page = Paginator(_found(search), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "search": search, "page_obj": page}
    return TemplateResponse(
        request, "moderation/names.html", context, status=status if search.is_valid() else 400
    )


def _found(search: SearchForm) -> QuerySet[ProhibitedName]:
    rows = ProhibitedName.objects.order_by("-created_at", "-id")
    if not search.is_valid():
        return rows.none()
    text = search.cleaned_data["q"].lower().replace("_", "-").replace(".", "-")
    return rows.filter(normalized_name__contains=text) if text else rows


def _preview(request: AuthenticatedRequest, form: ProhibitForm, fitting: Fitting) -> TemplateResponse:
    """What the pattern fits now, and one button; nothing is saved yet."""
    pattern = form.cleaned_data["name"]
    again = ProhibitForm(initial=form.cleaned_data | {"seen": _shown(pattern, fitting)})
    context = {"form": again, "pattern": pattern, "fitting": fitting}
    return TemplateResponse(request, "moderation/name_preview.html", context)


def _shown(pattern: str, fitting: Fitting) -> str:
    """What somebody has seen who may now say yes; another pattern, or another count, is another thing."""
    return f"{fitting.count} for {pattern}"


def _stay(fitting: Fitting) -> str:
    if not fitting.count:
        return "No project has such a name."
    return f"{fitting.count} existing project{'s stay' if fitting.count > 1 else ' stays'} as before."
