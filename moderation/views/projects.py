"""`/moderation/projects/`: find a project, see all that is known of it, act on it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import AuthenticatedRequest
from index.distributions import names
from index.models import Project, Release
from moderation.acts import projects, projects_reading
from moderation.acts.project_forms import LimitsForm, ProjectReasonForm, ProjectSearchForm, QuarantineForm
from moderation.forms import ReasonForm
from moderation.permissions import admin_required, moderator_required, reader_required
from moderation.views.acts import Act, act_on

PAGE_SIZE = 50
MAX_DIGITS = 18  # a number that every database can compare

QUARANTINE = Act(
    "Quarantine",
    "Nothing of it can be found or installed, and nothing uploaded to it, with the next request. Clearing puts back "
    "the status that it has now.",
    "Quarantine",
    "is quarantined",
    is_danger=True,
)
CLEAR = Act(
    "Clear",
    "The quarantine ends; the project has the status from before again.",
    "Clear",
    "is quarantined no more",
)
LIST = Act("List", "It comes into search and feeds, and its links are followed.", "List", "is listed")
UNLIST = Act(
    "Unlist",
    "It leaves search and feeds, and its links are not followed. It can be installed as before.",
    "Unlist",
    "is not listed any more",
)
HOLD = Act(
    "Hold",
    "Its files are not served from the next request on, until it is freed. Other releases stay as they are.",
    "Hold",
    "is held",
)
FREE = Act("Free", "Its files are served again.", "Free", "is offered")
LIMITS = Act(
    "Set the limits of",
    "They hold for the next upload. What is there stays, also where it is above them.",
    "Set the limits",
    "has new limits",
)


@require_safe
@reader_required
def project_list(request: AuthenticatedRequest) -> TemplateResponse:
    form = ProjectSearchForm(request.GET)
    rows = projects_reading.found(**form.cleaned_data) if form.is_valid() else Project.objects.none()
    context = {"form": form, "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))}
    status = 200 if form.is_valid() else 400
    return TemplateResponse(request, "moderation/projects.html", context, status=status)


@require_safe
@reader_required
def project_page(request: AuthenticatedRequest, name: str) -> TemplateResponse:
    project = _project(name)
    known = projects_reading.known_of(
        project,
        releases_page=request.GET.get("page"),
        journal_before=_before(request),
        now=timezone.now(),
    )
    return TemplateResponse(request, "moderation/project.html", {"project": project} | known)


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def quarantine(request: AuthenticatedRequest, name: str) -> HttpResponse:
    return _act(request, name, QUARANTINE, projects.quarantine, form_class=QuarantineForm)


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def clear(request: AuthenticatedRequest, name: str) -> HttpResponse:
    return _act(request, name, CLEAR, projects.clear)


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def list_project(request: AuthenticatedRequest, name: str) -> HttpResponse:
    return _act(request, name, LIST, projects.show)


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def unlist_project(request: AuthenticatedRequest, name: str) -> HttpResponse:
    return _act(request, name, UNLIST, projects.hide)


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def hold(request: AuthenticatedRequest, name: str, version: str) -> HttpResponse:
    return _act_on_release(request, name, version, HOLD, projects.hold)


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def free(request: AuthenticatedRequest, name: str, version: str) -> HttpResponse:
    return _act_on_release(request, name, version, FREE, projects.free)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def set_limits(request: AuthenticatedRequest, name: str) -> HttpResponse:
    project = _project(name)
    initial = LimitsForm.initial_of(project)
    return _act(request, name, LIMITS, _set_limits, form_class=LimitsForm, initial=initial)


def _set_limits(
    *,
    project: Project,
    one_file: int | None,
    all_files: int | None,
    actor: User,
    reason: str,
    now: datetime,
) -> None:
    projects.set_limits(
        project=project,
        max_file_bytes=one_file,
        max_size_bytes=all_files,
        actor=actor,
        reason=reason,
        now=now,
    )


def _act(
    request: AuthenticatedRequest,
    name: str,
    act: Act,
    verb: Callable[..., None],
    *,
    form_class: type[ReasonForm] = ProjectReasonForm,
    initial: dict[str, object] | None = None,
) -> HttpResponse:
    project = _project(name)
    return act_on(
        request,
        project.name,
        act,
        partial(verb, project=project),
        back=_address(project),
        form_class=form_class,
        initial=initial,
    )


def _act_on_release(
    request: AuthenticatedRequest, name: str, version: str, act: Act, verb: Callable[..., None]
) -> HttpResponse:
    project = _project(name)
    release = get_object_or_404(Release.objects.select_related("project"), project=project, version=version)
    return act_on(
        request,
        f"{project.name} {release.version}",
        act,
        partial(verb, release=release),
        back=_address(project),
        form_class=ProjectReasonForm,
    )


def _project(name: str) -> Project:
    return get_object_or_404(Project, normalized_name=names.normalize(name))


def _address(project: Project) -> str:
    return reverse("moderation_project", args=[project.normalized_name])


def _before(request: AuthenticatedRequest) -> int | None:
    """From which entry of the journal on; a 404 for what is no number."""
    before = request.GET.get("before", "")
    if not before:
        return None
    if not (before.isascii() and before.isdecimal() and len(before) <= MAX_DIGITS):
        raise Http404
    return int(before)
