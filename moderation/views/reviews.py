"""Asking for a review: an owner of what is held or removed, and who was frozen, by the link in their mail."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.requests import AuthenticatedRequest
from index.permissions import may_see_managing
from index.views.access import managed_project
from moderation.appealing import appeals, links
from moderation.appealing.appeals import AppealRefused
from moderation.appealing.measures import measure_of, measure_of_account
from moderation.forms import AppealForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask_review(request: AuthenticatedRequest, name: str) -> HttpResponse:
    """What was done to a project, and, for its owners, the form to ask for a review."""
    project = managed_project(request, name, may_see_managing, even_taken=True)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            appeals.ask(project=project, appellant=request.user, now=timezone.now(), **form.cleaned_data)
        except AppealRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, "A person will look again; you get the answer by mail and see it here.")
            return redirect("ask_review", project.normalized_name)
    context = {
        "name": project.name,
        "project": project,
        "measure": measure_of(project),
        "may_ask": appeals.may_ask(request.user, project=project),
        "form": form,
        "goal_hours": settings.APPEAL_GOAL_HOURS,
    }
    status = 400 if form.errors else 200
    return TemplateResponse(request, "moderation/ask_review.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_variables("token")
def appeal_freezing(request: HttpRequest, token: str) -> HttpResponse:
    """Without logging in; a link that is wrong, too old or used up is an address that does not exist."""
    account = links.account_of(token)
    if account is None:
        raise Http404
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            appeals.ask_for_account(account=account, now=timezone.now(), **form.cleaned_data)
        except AppealRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, "A person will look again; you get the answer by mail and see it here.")
            return redirect("appeal_freezing", token)
    context = {
        "name": account.username,
        "measure": measure_of_account(account),
        "may_ask": True,
        "form": form,
        "goal_hours": settings.APPEAL_GOAL_HOURS,
    }
    status = 400 if form.errors else 200
    return TemplateResponse(request, "moderation/ask_review.html", context, status=status)
