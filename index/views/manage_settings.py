"""`/manage/project/{name}/settings/`: status, limits, handing over, deleting."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import with_retry_after
from accounts.requests import AuthenticatedRequest
from index import deletion, invitations, lifecycle, permissions
from index.forms import ConfirmNameForm, StatusForm, TransferForm
from index.models import Invitation, Project
from index.views.access import managed_project


@require_safe
@login_required
def project_settings(request: AuthenticatedRequest, name: str) -> TemplateResponse:
    project = managed_project(request, name, permissions.may_manage)
    form = StatusForm(initial={"status": project.status, "reason": project.status_reason})
    return _settings_page(request, project, form)


@require_POST
@login_required
def set_status(request: AuthenticatedRequest, name: str) -> HttpResponse:
    project = managed_project(request, name, permissions.may_manage)
    form = StatusForm(request.POST)
    if not form.is_valid():
        return _settings_page(request, project, form, status=400)
    try:
        lifecycle.set_status_as_owner(
            project=project,
            status=Project.Status(form.cleaned_data["status"]),
            actor=request.user.username,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    except lifecycle.NotForOwners as exc:
        form.add_error(None, str(exc))
        return _settings_page(request, project, form, status=403)
    messages.success(request, f"{project.name} is {form.cleaned_data['status']} now.")
    return redirect("manage_settings", project.normalized_name)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def transfer(request: AuthenticatedRequest, name: str) -> HttpResponse:
    """Offer the project to somebody else, who has it once they accept."""
    project = managed_project(request, name, permissions.may_manage)
    form = TransferForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invitations.invite(
                project=project,
                user=form.cleaned_data["user"],
                kind=Invitation.Kind.TRANSFER,
                actor=request.user,
                now=timezone.now(),
            )
        except invitations.InvitationRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(
                request, f"{invitation.user.username} is asked by mail, and owns it once they accept."
            )
            return redirect("manage_collaboration", project.normalized_name)
    context = {"project": project, "form": form}
    return TemplateResponse(
        request, "index/manage/transfer.html", context, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_project(request: AuthenticatedRequest, name: str) -> HttpResponse:
    project = managed_project(request, name, permissions.may_manage)
    form = ConfirmNameForm(request.POST or None, project=project)
    status, refusal = 200, None
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                deletion.delete_project(
                    project=project,
                    actor=request.user,
                    reason=form.cleaned_data["reason"],
                    now=timezone.now(),
                )
            except deletion.DeletionRefused as exc:
                refusal = exc.refusal
                form.add_error(None, refusal.message)
                status = refusal.status
            else:
                messages.success(request, f"{project.name} is deleted. Its name stays taken.")
                return redirect("manage_projects")
    releases = project.releases.filter(removed_at=None)
    context = {"project": project, "form": form, "release_count": releases.count()}
    response = TemplateResponse(request, "index/manage/delete_project.html", context, status=status)
    return with_retry_after(response, refusal)


def _settings_page(
    request: AuthenticatedRequest, project: Project, form: StatusForm, *, status: int = 200
) -> TemplateResponse:
    context = {
        "project": project,
        "form": form,
        "max_file_bytes": project.max_file_bytes or settings.MAX_FILE_BYTES,
        "max_size_bytes": project.max_size_bytes or settings.MAX_PROJECT_BYTES,
        "is_owner": True,
    }
    return TemplateResponse(request, "index/manage/settings.html", context, status=status)
