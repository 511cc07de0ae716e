"""The queue of accounts: what was reported of each, and two decisions with one click to undo them."""

from collections.abc import Collection
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from accounts.standing import reasons, standing_of
from accounts.standings import facts_of
from index.models import Role
from moderation.forms import AccountVerdictForm
from moderation.models import AccountCase, AccountVerdict, AuditEntry
from moderation.permissions import moderator_required, reader_required
from moderation.queue import account_cases
from moderation.queue.account_cases import AccountVerdictRefused
from moderation.reporting import reporters

PAGE_SIZE = 20
DECIDED = 10
PROJECTS = 10  # named on a card
REPORTS = 20


@require_safe
@reader_required
def account_queue(request: AuthenticatedRequest) -> TemplateResponse:
    now = timezone.now()
    page = Paginator(account_cases.open_cases(), PAGE_SIZE).get_page(request.GET.get("page"))
    decided = AccountVerdict.objects.select_related("account", "moderator").order_by("-decided_at", "-id")
    context = {"page_obj": page, "cards": _cards(list(page), now=now), "recent": decided[:DECIDED]}
    return TemplateResponse(request, "moderation/account_cases.html", context)


@require_POST
@moderator_required
def freeze_reported(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, AccountVerdict.Decision.FREEZE)


@require_POST
@moderator_required
def dismiss_reported(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, AccountVerdict.Decision.DISMISS)


@require_POST
@moderator_required
def undo(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    verdict = get_object_or_404(AccountVerdict.objects.select_related("account"), pk=pk)
    try:
        undone = account_cases.undo(verdict=verdict, moderator=request.user, now=timezone.now())
    except AccountVerdictRefused as exc:
        messages.error(request, str(exc))
    else:
        name = verdict.account.username
        done = "is undone; its reports wait again." if undone else "was undone before."
        messages.success(request, f"The decision about {name} {done}")
    return redirect("moderation_account_cases")


def _decide(request: AuthenticatedRequest, pk: int, decision: AccountVerdict.Decision) -> HttpResponse:
    case = get_object_or_404(AccountCase.objects.select_related("account"), pk=pk)
    form = AccountVerdictForm(request.POST)
    if not form.is_valid():
        messages.error(request, "A decision needs its reason, ten characters or more; nothing was decided.")
        return redirect("moderation_account_cases")
    try:
        account_cases.decide(
            case=case, decision=decision, moderator=request.user, now=timezone.now(), **form.cleaned_data
        )
    except AccountVerdictRefused as exc:
        messages.error(request, str(exc))
    else:
        done = "is frozen" if decision == AccountVerdict.Decision.FREEZE else "stays as it is"
        messages.success(request, f"{case.account.username} {done}; who reported it hears so by mail.")
    return redirect("moderation_account_cases")


def _cards(cases: Collection[AccountCase], *, now: datetime) -> list[dict[str, object]]:
    """What each card shows, in a fixed number of queries for all of them."""
    ids = [case.account_id for case in cases]
    facts = facts_of(ids, now=now)
    reports = {case.pk: case.account.reports_waiting[:REPORTS] for case in cases}  # type: ignore[attr-defined]
    weighed = reporters.weighed([report for of_one in reports.values() for report in of_one], now=now)
    projects, notes = _projects_of(ids), _notes_about(cases)
    return [
        {
            "case": case,
            "standing": standing_of(facts[case.account_id]),
            "reasons": reasons(facts[case.account_id]),
            "reports": [weighed[report.pk] for report in reports[case.pk]],
            "more_reports": max(case.open_reports - REPORTS, 0),
            "projects": projects.get(case.account_id, {}),
            "notes": notes.get(case.account.username, []),
            "form": AccountVerdictForm(initial={"seen": case.changed_at.isoformat()}, prefix=None),
        }
        for case in cases
    ]


def _projects_of(user_ids: Collection[int]) -> dict[int, dict[str, object]]:
    """How many each has and how many are gone, with the newest of them."""
    counted = Role.objects.filter(user__in=user_ids).values("user_id")
    found: dict[int, dict[str, object]] = {
        row["user_id"]: row | {"newest": []}
        for row in counted.annotate(
            count=Count("pk"), removed=Count("pk", Q(project__removed_at__isnull=False))
        ).order_by("user_id")
    }
    roles = Role.objects.filter(user__in=user_ids).select_related("project")
    for role in roles.order_by("-project__created_at", "-id"):
        newest = found[role.user_id]["newest"]
        if isinstance(newest, list) and len(newest) < PROJECTS:
            newest.append(role.project)
    return found


def _notes_about(cases: Collection[AccountCase]) -> dict[str, list[AuditEntry]]:
    names = [case.account.username for case in cases]
    notes: dict[str, list[AuditEntry]] = {}
    for entry in AuditEntry.objects.filter(action="note", subject__in=names).order_by("-at", "-id"):
        notes.setdefault(entry.subject, []).append(entry)
    return notes
