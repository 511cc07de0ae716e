"""Pages that anybody may read."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from index import names
from index.models import DistributionFile, Project, Release
from index.permissions import may_upload
from index.selectors import by_version, latest_release, with_summary

NEWEST_ON_HOME = 8


@require_safe
def home(request: HttpRequest) -> TemplateResponse:
    newest = with_summary(Project.objects.listed().order_by("-created_at", "id"))[:NEWEST_ON_HOME]
    counts = {
        "projects": Project.objects.visible().count(),
        "releases": Release.objects.visible().count(),
        "files": DistributionFile.objects.visible().count(),
    }
    return TemplateResponse(request, "index/home.html", {"newest": newest, "counts": counts})


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
    return TemplateResponse(
        request,
        "index/project.html",
        {
            "project": shown,
            "release": release,
            "releases": by_version(releases),
            "files": release.files.filter(removed_at=None).order_by("filename"),
            "roles": shown.roles.select_related("user").order_by("id"),
            "links": _links(release),
        },
    )


@require_safe
def user(request: HttpRequest, username: str) -> TemplateResponse:
    owner = get_object_or_404(User, username__iexact=username, is_active=True)
    projects = with_summary(Project.objects.visible().owned_by(owner).order_by("normalized_name"))
    return TemplateResponse(request, "index/user.html", {"owner": owner, "projects": projects})


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
    releases = project.releases.filter(removed_at=None)
    return releases if _is_insider(user, project) else releases.offered()


def _links(release: Release) -> list[tuple[str, str]]:
    core = release.metadata
    links = [("Homepage", core.get("home_page", "")), *core.get("project_urls", {}).items()]
    return [(label, url) for label, url in links if url.startswith(("http://", "https://"))]
