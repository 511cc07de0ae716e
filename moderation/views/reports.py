"""Reporting a project, and what became of one's reports."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import AuthenticatedRequest
from index.views.pages import readable_project
from moderation.forms import ReportForm
from moderation.models import Report
from moderation.reports import ReportRefused, file_report


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report_project(request: AuthenticatedRequest, name: str) -> HttpResponse:
    project = readable_project(request, name)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            file_report(reporter=request.user, project=project, now=timezone.now(), **form.cleaned_data)
        except ReportRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(
                request, f"Thank you. A person will look at {project.name}; see here what becomes of it."
            )
            return redirect("my_reports")
    status = 400 if form.errors else 200
    return TemplateResponse(
        request, "moderation/report.html", {"form": form, "project": project}, status=status
    )


@require_safe
@login_required
def my_reports(request: AuthenticatedRequest) -> TemplateResponse:
    reports = (
        Report.objects.filter(reporter=request.user).select_related("project").order_by("-reported_at", "-id")
    )
    return TemplateResponse(request, "moderation/my_reports.html", {"reports": reports[:100]})
