"""Pages that anybody may read."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from packaging.requirements import InvalidRequirement, Requirement

from accounts.models import User
from index import figures, links
from index.distributions import names
from index.models import DistributionFile, Project, Release
from index.permissions import may_upload
from index.selectors import by_version, latest_release, with_marks, with_summary

NEWEST_ON_HOME = 9
PAGE_SIZE = 50
TEXTS = ["description", "description_html", "metadata"]


@require_safe
def home(request: HttpRequest) -> TemplateResponse:
    newest = with_summary(Project.objects.listed().order_by("-created_at", "id"))[:NEWEST_ON_HOME]
    return TemplateResponse(request, "index/home.html", {"newest": newest, "figures": figures.latest()})


@require_safe
def project(request: HttpRequest, name: str, version: str | None = None) -> HttpResponse:
    """A project by its newest release, or by the one asked for."""
    normalized = names.normalize(name)
    if name != normalized:
        route, arguments = ("release", [normalized, version]) if version else ("project", [normalized])
        return HttpResponsePermanentRedirect(reverse(route, args=arguments))
    shown = readable_project(request, normalized)
    releases = list(_offered_releases(shown, request.user))
    release = (
        next((row for row in releases if row.version == version), None)
        if version
        else latest_release(releases)
    )
    if release is None:
        raise Http404
    release.refresh_from_db(fields=TEXTS)
    files = list(release.files.filter(removed_at=None).told_attested().order_by("filename"))
    return TemplateResponse(
        request,
        "index/project.html",
        {
            "project": shown,
            "release": release,
            "releases": with_marks(by_version(releases)),
            "first_released_at": min(row.created_at for row in releases),
            "last_released_at": max(row.created_at for row in releases),
            "files": files,
            "roles": shown.roles.select_related("user").order_by("id"),
            "links": _links(shown, release, files),
            "requirements": _requirements(release),
            "is_indexed": shown.listed and not release.held_at,
        },
    )


@require_safe
def user(request: HttpRequest, username: str) -> TemplateResponse:
    owner = get_object_or_404(User, username__iexact=username, is_active=True)
    projects = with_summary(Project.objects.visible().owned_by(owner).order_by("normalized_name"))
    page = Paginator(projects, PAGE_SIZE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "index/user.html", {"owner": owner, "page_obj": page})


@require_safe
def help_page(request: HttpRequest) -> TemplateResponse:
    return TemplateResponse(request, "index/help.html")


def readable_project(request: HttpRequest, normalized_name: str) -> Project:
    """The one place where a page's 404 is decided: visible to all, or held and known to its own people."""
    found = Project.objects.known().filter(normalized_name=normalized_name).first()
    if found is None:
        raise Http404
    if not Project.objects.visible().filter(pk=found.pk).exists() and not _is_insider(request.user, found):
        raise Http404
    return found


def _is_insider(user: object, project: Project) -> bool:
    return isinstance(user, User) and (user.is_staff or may_upload(user, project))


def _offered_releases(project: Project, user: object) -> QuerySet[Release]:
    # Of hundreds of releases the texts of one are shown.
    releases = project.releases.filter(removed_at=None).defer(*TEXTS)
    return releases if _is_insider(user, project) else releases.offered()


def _links(project: Project, release: Release, files: list[DistributionFile]) -> dict[str, list[links.Link]]:
    """Verified and other links. Proven are the project's own pages here, and where its files were built."""
    repositories = {file.repository_url for file in files if file.repository_url}
    proven = [settings.SITE_URL + project.get_absolute_url(), *repositories]
    found = links.of_metadata(release.metadata, proven)
    return {
        "verified": [link for link in found if link.is_verified],
        "unverified": [link for link in found if not link.is_verified],
    }


def _requirements(release: Release) -> list[dict[str, Any]]:
    """What the release requires, each with the project it names where that can be seen here."""
    texts = release.metadata.get("requires_dist", [])
    named = {text: name for text in texts if (name := _required_name(text))}
    known = Project.objects.visible().filter(normalized_name__in=set(named.values()))
    projects = {project.normalized_name: project for project in known}
    return [{"text": text, "project": projects.get(named.get(text, ""))} for text in texts]


def _required_name(requirement: str) -> str:
    try:
        return names.normalize(Requirement(requirement).name)
    except InvalidRequirement:
        return ""
