"""Incidents in the console.

What everybody reads on every page is an admin's to publish, as switches are an admin's to turn; a moderator prepares
it as a draft, at any hour.
"""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from moderation.acts import NotDone
from moderation.audit import reading
from moderation.incidents import closing_report, opening, telling, timeline
from moderation.incidents.forms import ChangeForm, CorrectForm, EntryForm, OpenForm
from moderation.incidents.models import State
from moderation.models import Incident, IncidentEntry
from moderation.permissions import admin_required, moderator_required, reader_required

PAGE_SIZE = 20
ACTS_A_PAGE = 50
ENTRIES_SHOWN = 100
REPORT_ROWS = 24
BOTH = ["GET", "HEAD", "POST"]
ID_DIGITS = 18  # what the database holds as a number


@require_safe
@reader_required
def incident_list(request: AuthenticatedRequest) -> TemplateResponse:
    rows = Incident.objects.order_by("-started_at", "-id")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "moderation/incidents/list.html", {"page_obj": page})


@require_http_methods(BOTH)
@admin_required
def open_incident(request: AuthenticatedRequest) -> HttpResponse:
    return _open(request, is_public=True)


@require_http_methods(BOTH)
@moderator_required
def draft_incident(request: AuthenticatedRequest) -> HttpResponse:
    return _open(request, is_public=False)


@require_safe
@reader_required
def incident(request: AuthenticatedRequest, pk: int) -> TemplateResponse:
    return _page(request, get_object_or_404(Incident, pk=pk))


@require_http_methods(BOTH)
@admin_required
def change_incident(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Incident, pk=pk)
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        initial={"title": row.title, "sentence": row.sentence, "impact": row.impact},
    )
    return _form_page(
        request,
        row,
        form,
        title="What stands above",
        lead="Readers of a public incident see that it was changed, and when.",
        button="Change it",
        verb=lambda **values: telling.change(incident=row, **values),
    )


@require_POST
@admin_required
def publish_entry(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _add(request, pk, is_public=True)


@require_POST
@moderator_required
def draft_entry(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _add(request, pk, is_public=False)


@require_safe
@moderator_required
def draft_report(request: AuthenticatedRequest, pk: int) -> TemplateResponse:
    """The page of the incident, with a closing report in its form, to be edited before anybody publishes it."""
    row, now = get_object_or_404(Incident, pk=pk), timezone.now()
    form = EntryForm(initial={"state": State.RESOLVED, "text": closing_report.draft(row, now=now)})
    form.fields["text"].widget.attrs["rows"] = REPORT_ROWS
    return _page(request, row, form, is_report=True)


@require_POST
@admin_required
def publish_draft(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(IncidentEntry, pk=pk)
    return _act(request, entry, telling.publish, "It is public, from now on.")


@require_POST
@moderator_required
def discard_draft(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(IncidentEntry, pk=pk)
    return _act(request, entry, telling.discard, "The draft is put aside.")


@require_http_methods(BOTH)
@moderator_required
def edit_draft(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(IncidentEntry.objects.drafts().select_related("incident"), pk=pk)
    form = EntryForm(
        request.POST if request.method == "POST" else None,
        initial={"state": entry.state, "text": entry.text, "is_signed": entry.is_signed},
    )
    return _form_page(
        request,
        entry.incident,
        form,
        title="Rewrite the draft",
        lead="Nobody outside reads it before an admin publishes it.",
        button="Save the draft",
        verb=lambda **values: telling.rewrite_draft(entry=entry, **values),
    )


@require_http_methods(BOTH)
@admin_required
def correct_entry(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(IncidentEntry.objects.public().select_related("incident"), pk=pk)
    form = CorrectForm(request.POST if request.method == "POST" else None, initial={"text": entry.text})
    return _form_page(
        request,
        entry.incident,
        form,
        title=f"Correct “{entry.get_state_display()}”",
        lead="Readers see that it was edited, and when; the audit keeps the words of before.",
        button="Correct it",
        verb=lambda **values: telling.correct(entry=entry, **values),
    )


def _open(request: AuthenticatedRequest, *, is_public: bool) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST":
        form = OpenForm(request.POST)
    else:
        form = OpenForm(initial=opening.suggested(request.GET.get("switch", ""), now=now))
    if form.is_valid():
        try:
            row = telling.open_incident(
                **form.cleaned_data, is_public=is_public, actor=request.user.username, now=now
            )
        except NotDone as exc:
            form.add_error("started_at", str(exc))
        else:
            messages.success(request, "It is on every page now." if is_public else "It is a draft.")
            return redirect("moderation_incident", row.pk)
    status = 400 if form.is_bound else 200
    return TemplateResponse(request, "moderation/incidents/open.html", {"form": form}, status=status)


def _add(request: AuthenticatedRequest, pk: int, *, is_public: bool) -> HttpResponse:
    row, form = get_object_or_404(Incident, pk=pk), EntryForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=400)
    telling.add_entry(
        incident=row,
        **form.cleaned_data,
        is_public=is_public,
        actor=request.user.username,
        now=timezone.now(),
    )
    messages.success(request, "It is public, from now on." if is_public else "It is saved as a draft.")
    return redirect("moderation_incident", pk)


def _act(
    request: AuthenticatedRequest, entry: IncidentEntry, verb: Callable[..., object], done: str
) -> HttpResponse:
    is_gone = False
    try:
        is_gone = verb(entry=entry, actor=request.user.username, now=timezone.now()) is True
    except NotDone as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, done)
    return redirect("moderation_incidents") if is_gone else redirect("moderation_incident", entry.incident_id)


def _form_page(
    request: AuthenticatedRequest,
    row: Incident,
    form: ChangeForm | EntryForm | CorrectForm,
    *,
    title: str,
    lead: str,
    button: str,
    verb: Callable[..., None],
) -> HttpResponse:
    if form.is_valid():
        try:
            verb(**form.cleaned_data, actor=request.user.username, now=timezone.now())
        except NotDone as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, "It is changed.")
            return redirect("moderation_incident", row.pk)
    context = {"form": form, "incident": row, "title": title, "lead": lead, "button": button}
    status = 400 if form.is_bound else 200
    return TemplateResponse(request, "moderation/incidents/form.html", context, status=status)


def _page(
    request: AuthenticatedRequest,
    row: Incident,
    form: EntryForm | None = None,
    *,
    is_report: bool = False,
    status: int = 200,
) -> TemplateResponse:
    before = request.GET.get("before", "")
    before_id = int(before) if before.isascii() and before.isdigit() and len(before) <= ID_DIGITS else None
    acts = timeline.everything(row, now=timezone.now())
    entries, next_ = reading.page(acts, before=before_id, size=ACTS_A_PAGE)
    context = {
        "incident": row,
        "drafts": row.entries.drafts()[:ENTRIES_SHOWN],
        "entries": row.entries.public()[:ENTRIES_SHOWN],
        "form": form or EntryForm(initial={"state": State.UPDATE}),
        "is_report": is_report,
        "acts": entries,
        "next": next_,
    }
    return TemplateResponse(request, "moderation/incidents/incident.html", context, status=status)
