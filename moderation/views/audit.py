"""`/moderation/audit/`: every act as a sentence, narrowed down, and as a file."""

from collections.abc import Callable, Iterator

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from moderation.audit import export, reading, words
from moderation.forms import AuditFilterForm
from moderation.models import AuditEntry
from moderation.permissions import reader_required

PAGE_SIZE = 50


@require_safe
@reader_required
def audit(request: HttpRequest) -> TemplateResponse:
    form = AuditFilterForm(request.GET)
    context = {"form": form, "entries": [], "actions": words.DONE}
    if form.is_valid():
        entries = reading.narrowed(**form.cleaned_data)
        context["entries"], context["next"] = reading.page(
            entries, before=form.cleaned_data["before"], size=PAGE_SIZE
        )
    return TemplateResponse(request, "moderation/audit.html", context, status=200 if form.is_valid() else 400)


@require_safe
@reader_required
def export_csv(request: HttpRequest) -> HttpResponseBase:
    return _export(request, export.as_csv, "text/csv; charset=utf-8", "audit.csv")


@require_safe
@reader_required
def export_json_lines(request: HttpRequest) -> HttpResponseBase:
    return _export(request, export.as_json_lines, "application/x-ndjson", "audit.jsonl")


def _export(
    request: HttpRequest,
    render: Callable[[QuerySet[AuditEntry]], Iterator[str]],
    content_type: str,
    filename: str,
) -> HttpResponseBase:
    form = AuditFilterForm(request.GET)
    if not form.is_valid():
        return audit(request)
    entries = reading.narrowed(**form.cleaned_data)
    return StreamingHttpResponse(
        render(entries),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
