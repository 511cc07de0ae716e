"""`/manage/project/{name}/releases/`: yank, unyank and delete, one or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import pluralize
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.hooks import Refusal
from accounts.refusals import with_retry_after
from accounts.requests import AuthenticatedRequest
from index import deletion, lifecycle, permissions
from index.forms import ConfirmNameForm, UnyankForm, YankForm
from index.models import DistributionFile, Project, Release
from index.views.access import managed_project

PAGE_SIZE = 50
PICKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Act:
    """What is done to the ticked rows, in the words of its page."""

    title: str
    consequence: str
    button: str
    is_danger: bool = False


YANK = Act(
    "Yank",
    "Installers pass over a yanked release unless somebody has pinned exactly it. You can unyank it at any time.",
    "Yank",
)
UNYANK = Act("Unyank", "Installers choose it again.", "Unyank")
DELETE = Act(
    "Delete",
    "Nobody can install it any more, those who have pinned it included. You cannot take this back, and its "
    "version and file names are never accepted again. To steer people away from a release, yank it.",
    "Delete",
    is_danger=True,
)


@require_safe
@login_required
def releases(request: AuthenticatedRequest, name: str) -> TemplateResponse:
    """All releases, newest first, those held for review included; of what moderation removed, that it did."""
    project = managed_project(request, name, permissions.may_see_managing, even_taken=True)
    if project.removed_at:
        return TemplateResponse(request, "index/manage/taken.html", {"project": project})
    rows = project.releases.filter(removed_at=None).order_by("-created_at", "-id")
    page = Paginator(rows.annotate(file_count=_files()), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"project": project, "page_obj": page, "is_owner": _is_owner(request, project)}
    return TemplateResponse(request, "index/manage/releases.html", context)


@require_safe
@login_required
def release(request: AuthenticatedRequest, name: str, version: str) -> TemplateResponse:
    """One release with its files."""
    project = managed_project(request, name, permissions.may_see_managing)
    found = get_object_or_404(project.releases.filter(removed_at=None), version=version)
    files = found.files.filter(removed_at=None).select_related("uploader").order_by("filename")
    context = {"project": project, "release": found, "files": files, "is_owner": _is_owner(request, project)}
    return TemplateResponse(request, "index/manage/release.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def yank(request: AuthenticatedRequest, name: str) -> HttpResponse:
    project = managed_project(request, name, permissions.may_yank)
    picked = _picked_releases(request, project)
    form = YankForm(request.POST or None)
    if not picked or not _is_confirmed(request, form):
        return _confirm_page(request, project, YANK, picked, form)
    changed = lifecycle.yank_all(
        releases=picked,
        actor=request.user.username,
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )
    return _done(request, project, f"{changed} release{pluralize(changed)} yanked.")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def unyank(request: AuthenticatedRequest, name: str) -> HttpResponse:
    project = managed_project(request, name, permissions.may_yank)
    picked = _picked_releases(request, project)
    form = UnyankForm(request.POST or None)
    if not picked or request.method != "POST":
        return _confirm_page(request, project, UNYANK, picked, form)
    changed = lifecycle.unyank_all(
        releases=picked, actor=request.user.username, reason="", now=timezone.now()
    )
    return _done(request, project, f"{changed} release{pluralize(changed)} unyanked.")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_releases(request: AuthenticatedRequest, name: str) -> HttpResponse:
    project = managed_project(request, name, permissions.may_manage)
    picked = _picked_releases(request, project)
    form = ConfirmNameForm(request.POST or None, project=project)
    if not picked or not _is_confirmed(request, form):
        return _confirm_page(request, project, DELETE, picked, form)
    try:
        changed = deletion.delete_releases(
            project=project,
            releases=picked,
            actor=request.user,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    except deletion.DeletionRefused as exc:
        return _confirm_page(request, project, DELETE, picked, form, refusal=exc.refusal)
    return _done(request, project, f"{changed} release{pluralize(changed)} deleted.")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_files(request: AuthenticatedRequest, name: str) -> HttpResponse:
    project = managed_project(request, name, permissions.may_manage)
    files = DistributionFile.objects.filter(
        release__project=project, release__removed_at=None, removed_at=None, pk__in=_picked(request, "file")
    )
    picked = list(files.select_related("release__project").order_by("filename"))
    form = ConfirmNameForm(request.POST or None, project=project)
    if not picked or not _is_confirmed(request, form):
        return _confirm_page(request, project, DELETE, picked, form)
    try:
        changed = deletion.delete_files(
            project=project,
            files=picked,
            actor=request.user,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    except deletion.DeletionRefused as exc:
        return _confirm_page(request, project, DELETE, picked, form, refusal=exc.refusal)
    return _done(request, project, f"{changed} file{pluralize(changed)} deleted.")


def _files() -> Count:
    return Count("files", filter=Q(files__removed_at=None))


def _is_owner(request: AuthenticatedRequest, project: Project) -> bool:
    return permissions.may_manage(request.user, project)


def _is_confirmed(request: AuthenticatedRequest, form: Form) -> bool:
    return request.method == "POST" and form.is_valid()


def _picked_releases(request: AuthenticatedRequest, project: Project) -> list[Release]:
    """The ticked releases that are this project's and there; the tick boxes of strangers find nothing."""
    rows = project.releases.filter(removed_at=None, pk__in=_picked(request, "release"))
    return list(rows.select_related("project").annotate(file_count=_files()).order_by("-created_at", "-id"))


def _picked(request: AuthenticatedRequest, field: str) -> list[int]:
    ticked = request.POST if request.method == "POST" else request.GET
    # Eighteen digits are a number that every database can compare.
    return [int(text) for text in ticked.getlist(field) if text.isdecimal() and len(text) < 19][  # noqa: PLR2004
        :PICKED_AT_ONCE
    ]


def _confirm_page(
    request: AuthenticatedRequest,
    project: Project,
    act: Act,
    picked: Sequence[Release | DistributionFile],
    form: Form,
    *,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """What will change, and the form that makes it so; without anything ticked, back to the list."""
    if not picked:
        messages.error(
            request, "Nothing that is still there was ticked; tick what you mean, then choose again."
        )
        return redirect("manage_releases", project.normalized_name)
    if refusal:
        form.add_error(None, refusal.message)
    context = {
        "project": project,
        "act": act,
        "picked": picked,
        "field": "release" if isinstance(picked[0], Release) else "file",
        "form": form,
    }
    status = refusal.status if refusal else 400 if form.errors else 200
    response = TemplateResponse(request, "index/manage/confirm.html", context, status=status)
    return with_retry_after(response, refusal)


def _done(request: AuthenticatedRequest, project: Project, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("manage_releases", project.normalized_name)
