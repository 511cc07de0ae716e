"""Signed-in work with trusted publishers: those of a project, and those that await theirs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from index.models import Project, TrustedPublisher
from index.models.trusted_publishing import TrustedPublisherQuerySet
from index.permissions import may_manage
from index.trusted_publishing import publishers
from index.trusted_publishing.forms import FORMS, PublisherForm, kinds_offered
from index.trusted_publishing.publishers import NotAdded
from index.views.access import managed_project


@require_safe
@login_required
def project_publishers(request: AuthenticatedRequest, name: str) -> TemplateResponse:
    project = managed_project(request, name, may_manage)
    return _list_page(request, project.publishers.all(), project)


@require_safe
@login_required
def account_publishers(request: AuthenticatedRequest) -> TemplateResponse:
    return _list_page(request, request.user.trusted_publishers.filter(project=None), None)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_project_publisher(request: AuthenticatedRequest, name: str, kind: str) -> HttpResponse:
    return _add(request, kind, managed_project(request, name, may_manage))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_pending_publisher(request: AuthenticatedRequest, kind: str) -> HttpResponse:
    return _add(request, kind, None)


@require_POST
@login_required
def remove_project_publisher(request: AuthenticatedRequest, name: str, pk: int) -> HttpResponse:
    project = managed_project(request, name, may_manage)
    _remove(request, get_object_or_404(project.publishers, pk=pk))
    return redirect("project_publishers", name=project.normalized_name)


@require_POST
@login_required
def remove_pending_publisher(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    _remove(request, get_object_or_404(request.user.trusted_publishers.filter(project=None), pk=pk))
    return redirect("account_publishers")


def _list_page(
    request: AuthenticatedRequest, publishers: TrustedPublisherQuerySet, project: Project | None
) -> TemplateResponse:
    live = set(publishers.live().values_list("pk", flat=True))
    kinds = [TrustedPublisher.Kind(kind) for kind in kinds_offered()]
    return TemplateResponse(
        request,
        "index/publishers.html",
        {
            "project": project,
            "is_owner": True,
            "publishers": publishers.select_related("added_by").order_by("id"),
            "live": live,
            "kinds": kinds,
        },
    )


def _add(request: AuthenticatedRequest, kind: str, project: Project | None) -> HttpResponse:
    if kind not in kinds_offered():
        raise Http404
    form = FORMS[kind](request.POST or None, is_pending=project is None)
    if request.method == "POST" and form.is_valid():
        try:
            publisher = _added(request, form, project)
        except NotAdded as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"{publisher} may upload to {publisher.project_name} now.")
            if project:
                return redirect("project_publishers", name=project.normalized_name)
            return redirect("account_publishers")
    context = {"form": form, "kind": TrustedPublisher.Kind(kind), "project": project}
    return TemplateResponse(request, "index/publisher_form.html", context, status=400 if form.errors else 200)


def _added(request: AuthenticatedRequest, form: PublisherForm, project: Project | None) -> TrustedPublisher:
    issuer, owner_id = form.cleaned_data["issuer"], form.cleaned_data.get("owner_id", "")
    identity, user, now = form.identity(), request.user, timezone.now()
    if project:
        return publishers.add(
            project=project, issuer=issuer, identity=identity, owner_id=owner_id, actor=user, now=now
        )
    return publishers.add_pending(
        name=form.cleaned_data["name"],
        issuer=issuer,
        identity=identity,
        owner_id=owner_id,
        actor=user,
        now=now,
    )


def _remove(request: AuthenticatedRequest, publisher: TrustedPublisher) -> None:
    publishers.remove(publisher=publisher, actor=request.user, now=timezone.now())
    messages.success(request, f"{publisher} may not upload to {publisher.project_name} any more.")
