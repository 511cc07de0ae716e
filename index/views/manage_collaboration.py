"""`/manage/project/{name}/collaboration/` and `/manage/invitations/`: who works on what."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import AuthenticatedRequest
from index import collaboration, invitations, permissions
from index.collaboration import RoleRefused
from index.forms import InvitationForm, RoleForm
from index.invitations import InvitationRefused
from index.models import Invitation, Project, Role
from index.views.access import managed_project, own_invitation


@require_safe
@login_required
def collaborators(request: AuthenticatedRequest, name: str) -> TemplateResponse:
    project = managed_project(request, name, permissions.may_see_managing)
    return _collaboration_page(request, project, InvitationForm())


@require_POST
@login_required
def invite(request: AuthenticatedRequest, name: str) -> HttpResponse:
    project = managed_project(request, name, permissions.may_manage)
    form = InvitationForm(request.POST)
    if form.is_valid():
        try:
            invitation = invitations.invite(
                project=project,
                user=form.cleaned_data["user"],
                kind=Invitation.Kind(form.cleaned_data["kind"]),
                actor=request.user,
                now=timezone.now(),
            )
        except InvitationRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"{invitation.user.username} is invited by mail.")
            return redirect("manage_collaboration", project.normalized_name)
    return _collaboration_page(request, project, form, status=400)


@require_POST
@login_required
def resend_invitation(request: AuthenticatedRequest, name: str, pk: int) -> HttpResponse:
    project = managed_project(request, name, permissions.may_manage)
    invitation = get_object_or_404(project.invitations.select_related("user"), pk=pk)
    try:
        invitations.resend(invitation=invitation, actor=request.user, now=timezone.now())
    except InvitationRefused as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"The invitation of {invitation.user.username} is mailed again.")
    return redirect("manage_collaboration", project.normalized_name)


@require_POST
@login_required
def revoke_invitation(request: AuthenticatedRequest, name: str, pk: int) -> HttpResponse:
    project = managed_project(request, name, permissions.may_manage)
    invitation = get_object_or_404(project.invitations.select_related("user"), pk=pk)
    try:
        invitations.revoke(invitation=invitation, actor=request.user, now=timezone.now())
    except InvitationRefused as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"The invitation of {invitation.user.username} is revoked.")
    return redirect("manage_collaboration", project.normalized_name)


@require_POST
@login_required
def change_role(request: AuthenticatedRequest, name: str, username: str) -> HttpResponse:
    project = managed_project(request, name, permissions.may_manage)
    user = _collaborator(project, username)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "That is no role; choose owner or maintainer.")
        return redirect("manage_collaboration", project.normalized_name)
    kind = Role.Kind(form.cleaned_data["kind"])
    try:
        collaboration.change_role(
            project=project, user=user, kind=kind, actor=request.user, now=timezone.now()
        )
    except RoleRefused as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"{user.username} is {kind} now.")
    return redirect("manage_collaboration", project.normalized_name)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove_collaborator(request: AuthenticatedRequest, name: str, username: str) -> HttpResponse:
    project = managed_project(request, name, permissions.may_manage)
    user = _collaborator(project, username)
    if request.method != "POST":
        return _removal_page(request, project, user)
    try:
        collaboration.remove_collaborator(project=project, user=user, actor=request.user, now=timezone.now())
    except RoleRefused as exc:
        messages.error(request, str(exc))
        return redirect("manage_collaboration", project.normalized_name)
    messages.success(request, f"{user.username} has no part in {project.name} any more.")
    return _back(request, project, user)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave(request: AuthenticatedRequest, name: str) -> HttpResponse:
    project = managed_project(request, name, permissions.may_see_managing)
    if request.method != "POST":
        return _removal_page(request, project, request.user)
    try:
        collaboration.leave(project=project, user=request.user, now=timezone.now())
    except RoleRefused as exc:
        messages.error(request, str(exc))
        return redirect("manage_collaboration", project.normalized_name)
    messages.success(request, f"You have left {project.name}.")
    return _back(request, project, request.user)


@require_safe
@login_required
def own_invitations(request: AuthenticatedRequest) -> TemplateResponse:
    """What one is asked to join."""
    pending = Invitation.objects.pending(timezone.now()).filter(user=request.user)
    rows = pending.select_related("project", "invited_by").order_by("id")
    return TemplateResponse(request, "index/manage/invitations.html", {"invitations": rows})


@require_POST
@login_required
def accept_invitation(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    invitation = own_invitation(request, pk)
    try:
        role = invitations.accept(invitation=invitation, now=timezone.now())
    except InvitationRefused as exc:
        messages.error(request, str(exc))
        return redirect("manage_invitations")
    messages.success(request, f"You are {role.kind} of {invitation.project.name} now.")
    return redirect("manage_releases", invitation.project.normalized_name)


@require_POST
@login_required
def decline_invitation(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    invitation = own_invitation(request, pk)
    try:
        invitations.decline(invitation=invitation, now=timezone.now())
    except InvitationRefused as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"The invitation to {invitation.project.name} is declined.")
    return redirect("manage_invitations")


def _collaborator(project: Project, username: str) -> User:
    """Looked up through the project: for it nobody else has a role to change."""
    for role in project.roles.select_related("user"):
        if role.user.username.lower() == username.lower():
            return role.user
    raise Http404


def _collaboration_page(
    request: AuthenticatedRequest, project: Project, form: InvitationForm, *, status: int = 200
) -> TemplateResponse:
    now = timezone.now()
    context = {
        "project": project,
        "form": form,
        "roles": project.roles.select_related("user").order_by("-kind", "user__username"),
        "invitations": invitations.open_invitations(project),
        "now": now,
        "is_owner": permissions.may_manage(request.user, project),
    }
    return TemplateResponse(request, "index/manage/collaboration.html", context, status=status)


def _removal_page(request: AuthenticatedRequest, project: Project, user: User) -> TemplateResponse:
    context = {"project": project, "person": user, "is_self": user == request.user}
    return TemplateResponse(request, "index/manage/remove_collaborator.html", context)


def _back(request: AuthenticatedRequest, project: Project, gone: User) -> HttpResponse:
    if gone == request.user:
        return redirect("manage_projects")
    return redirect("manage_collaboration", project.normalized_name)
