"""Reporting a project or an account, and what became of one's reports."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.refusals import with_retry_after
from accounts.requests import AuthenticatedRequest
from index.views.pages import readable_project
from moderation.forms import ReportForm
from moderation.models import Report
from moderation.reporting.reports import ReportRefused, file_report, report_account

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report_project(request: AuthenticatedRequest, name: str) -> HttpResponse:
    project = readable_project(request, name)
    shown = {"name": project.name, "back_url": project.get_absolute_url()}
    return _report(request, file_report, {"project": project}, shown)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report_user(request: AuthenticatedRequest, username: str) -> HttpResponse:
    account = get_object_or_404(User, username__iexact=username, is_active=True)
    shown = {"name": account.username, "kind": "account", "back_url": account.get_absolute_url()}
    return _report(request, report_account, {"account": account}, shown)


@require_safe
@login_required
def my_reports(request: AuthenticatedRequest) -> TemplateResponse:
    """All of them, newest first, with their fate."""
    reports = Report.objects.filter(reporter=request.user).select_related("project", "account")
    page = Paginator(reports.order_by("-reported_at", "-id"), PAGE_SIZE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "moderation/my_reports.html", {"page_obj": page})


def _report(
    request: AuthenticatedRequest,
    verb: Callable[..., Report],
    subject: dict[str, object],
    shown: dict[str, str],
) -> HttpResponse:
    form = ReportForm(request.POST or None)
    status, refusal = 200, None
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                verb(reporter=request.user, now=timezone.now(), **subject, **form.cleaned_data)
            except ReportRefused as exc:
                form.add_error(None, str(exc))
                refusal = exc.refusal
                status = refusal.status if refusal else 400
            else:
                messages.success(
                    request, f"Thank you. A person will look at {shown['name']}; see here what becomes of it."
                )
                return redirect("my_reports")
    page = TemplateResponse(request, "moderation/report.html", {"form": form, **shown}, status=status)
    return with_retry_after(page, refusal)
