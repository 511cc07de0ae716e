"""Purges: drafted, looked through, confirmed by typing, watched, stopped, undone."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from index.models import Role
from moderation.models import Purge
from moderation.permissions import admin_required
from moderation.purges import confirm, draft, selection, stopping, undo
from moderation.purges.forms import ConfirmForm, FilterForm, PasteForm, UndoForm
from moderation.purges.progress import progress_of
from moderation.purges.reach import reach_of
from moderation.purges.refusal import PurgeRefused
from moderation.purges.selection import Selected

PAGE_SIZE = 20
MEMBERS_SHOWN = 100
ID_DIGITS = 18  # what the database holds as a number


@require_safe
@admin_required
def purge_list(request: AuthenticatedRequest) -> TemplateResponse:
    page = Paginator(Purge.objects.order_by("-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "moderation/purges/list.html", {"page_obj": page})


@require_safe
@admin_required
def draft_purge(request: AuthenticatedRequest) -> TemplateResponse:
    return _draft_page(request, PasteForm(), FilterForm())


@require_POST
@admin_required
def draft_pasted(request: AuthenticatedRequest) -> HttpResponse:
    form = PasteForm(request.POST)
    if not form.is_valid():
        return _draft_page(request, form, FilterForm(), status=400)
    kind, lines = form.cleaned_data["kind"], form.cleaned_data["lines"]
    if kind == "accounts":
        selected = selection.by_usernames(lines)
    else:
        selected = selection.by_project_names(lines, with_owners=kind == "projects-and-owners")
    try:
        return _drafted(request, selected, f"{len(lines):,} pasted {kind.partition('-')[0]}")
    except PurgeRefused as exc:
        form.add_error("lines", str(exc))
        return _draft_page(request, form, FilterForm(), answers=selected.answers, status=400)


@require_POST
@admin_required
def draft_filtered(request: AuthenticatedRequest) -> HttpResponse:
    form = FilterForm(request.POST)
    if not form.is_valid():
        return _draft_page(request, PasteForm(), form, status=400)
    wanted = form.wanted()
    try:
        selected = selection.by_filter(wanted, with_owners=form.cleaned_data["with_owners"])
        return _drafted(request, selected, str(wanted))
    except (ValueError, PurgeRefused) as exc:
        form.add_error(None, str(exc))
        return _draft_page(request, PasteForm(), form, status=400)


@require_safe
@admin_required
def purge(request: AuthenticatedRequest, pk: int) -> TemplateResponse:
    row = get_object_or_404(Purge, pk=pk)
    form = ConfirmForm() if row.state == Purge.State.DRAFT else None
    return _purge_page(request, row, form)


@require_safe
@admin_required
def purge_progress(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The bar alone, which the page asks for each second; once all is done, the page comes anew."""
    row = get_object_or_404(Purge, pk=pk)
    response = TemplateResponse(
        request, "moderation/purges/progress.html", {"purge": row, "progress": progress_of(row)}
    )
    if not row.is_at_work:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@admin_required
def tick_members(request: AuthenticatedRequest, pk: int, members: str) -> HttpResponse:
    """Of the page's members those that are ticked, and no others."""
    return _tick(request, pk, members, shown=ids_of(request, "shown"), ticked=ids_of(request, "ticked"))


@require_POST
@admin_required
def tick_all(request: AuthenticatedRequest, pk: int, members: str) -> HttpResponse:
    row = get_object_or_404(Purge, pk=pk)
    everyone = (row.accounts if members == "accounts" else row.projects).values_list("pk", flat=True)
    return _tick(request, pk, members, shown=None, ticked=list(everyone))


@require_POST
@admin_required
def untick_all(request: AuthenticatedRequest, pk: int, members: str) -> HttpResponse:
    return _tick(request, pk, members, shown=None, ticked=[])


@require_POST
@admin_required
def confirm_purge(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row, form = get_object_or_404(Purge, pk=pk), ConfirmForm(request.POST)
    if form.is_valid():
        try:
            row = confirm.confirm(
                purge=row, actor=request.user.username, now=timezone.now(), **form.cleaned_data
            )
        except PurgeRefused as exc:
            form.add_error(None, str(exc))
        else:
            said = "waits for a second admin" if row.needs_agreement else "has begun"
            messages.success(request, f"The purge {said}.")
            return redirect("purge", pk)
    return _purge_page(request, row, form if row.state == Purge.State.DRAFT else None, status=400)


@require_POST
@admin_required
def agree_to_purge(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, confirm.agree, "You agreed; the purge has begun.")


@require_POST
@admin_required
def stop_purge(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _act(
        request, pk, stopping.stop, "The purge is stopped; what is removed stays so until you undo it."
    )


@require_POST
@admin_required
def resume_purge(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, stopping.resume, "The purge goes on.")


@require_POST
@admin_required
def undo_purge(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "").replace("\0", "")[:500]

    def act(**values: object) -> Purge:
        return undo.undo(reason=reason, **values)  # type: ignore[arg-type]

    return _act(request, pk, act, "Every row gets back what it had.")


def _act(request: AuthenticatedRequest, pk: int, verb: Callable[..., object], done: str) -> HttpResponse:
    row = get_object_or_404(Purge, pk=pk)
    try:
        verb(purge=row, actor=request.user.username, now=timezone.now())
    except PurgeRefused as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, done)
    return redirect("purge", pk)


def _draft_page(
    request: AuthenticatedRequest,
    paste_form: PasteForm,
    filter_form: FilterForm,
    *,
    answers: list[selection.Answer] | None = None,
    status: int = 200,
) -> TemplateResponse:
    context = {"paste_form": paste_form, "filter_form": filter_form, "answers": answers}
    return TemplateResponse(request, "moderation/purges/draft.html", context, status=status)


def _drafted(request: AuthenticatedRequest, selected: Selected, title: str) -> HttpResponse:
    row = draft.draft(selected=selected, title=title, actor=request.user.username, now=timezone.now())
    return redirect("purge", row.pk)


def _purge_page(
    request: AuthenticatedRequest, row: Purge, form: ConfirmForm | None, *, status: int = 200
) -> TemplateResponse:
    members = request.GET.get("members", "projects")
    if members not in ("projects", "accounts"):
        raise Http404
    only = request.GET.get("only", "")
    rows = _shown(row, members)
    if only == "unticked":
        rows = rows.filter(ticked=False)
    elif only == "doubtful":
        rows = rows.exclude(warnings=[])
    context = {
        "purge": row,
        "reach": reach_of(row),
        "progress": progress_of(row),
        "form": form,
        "undo_form": UndoForm(),
        "members": members,
        "only": only,
        "page_obj": Paginator(rows, MEMBERS_SHOWN).get_page(request.GET.get("page")),
        "unfound": [answer for answer in row.answers if answer["tone"] not in ("good", "note")],
        "notes": [answer for answer in row.answers if answer["tone"] == "note"],
        "may_agree": row.awaits_agreement and request.user.username != row.confirmed_by,
    }
    return TemplateResponse(request, "moderation/purges/purge.html", context, status=status)


def _shown(row: Purge, members: str) -> QuerySet:
    """What is doubtful first."""
    if members == "accounts":
        return row.accounts.select_related("user").order_by("ticked", "user__username")
    owners = Role.objects.filter(kind=Role.Kind.OWNER).select_related("user").order_by("pk")
    projects = row.projects.select_related("project").order_by("ticked", "project__normalized_name")
    return projects.prefetch_related(Prefetch("project__roles", owners, to_attr="owner_roles"))


def _tick(
    request: AuthenticatedRequest, pk: int, members: str, *, shown: list[int] | None, ticked: list[int]
) -> HttpResponse:
    if members not in ("projects", "accounts"):
        raise Http404
    row = get_object_or_404(Purge, pk=pk)
    try:
        draft.tick(
            purge=row,
            members="accounts" if members == "accounts" else "projects",
            shown=shown,
            ticked=ticked,
            actor=request.user.username,
            now=timezone.now(),
        )
    except PurgeRefused as exc:
        messages.error(request, str(exc))
    query = urlencode({key: request.GET[key] for key in ("only", "page") if key in request.GET})
    return redirect(f"{reverse('purge', args=[pk])}?members={members}&{query}#members")


def ids_of(request: AuthenticatedRequest, field: str) -> list[int]:
    """Ids from a form; what is none was never one of its values."""
    return [
        int(text)
        for text in request.POST.getlist(field)
        if text.isascii() and text.isdigit() and len(text) <= ID_DIGITS
    ]
