"""Projects as JSON."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from ninja.errors import HttpError

from index.distributions import names
from index.models import Project, Release, Role
from moderation.acts import NotDone, projects, projects_reading
from moderation.api import security
from moderation.api.responses import ACTING, FINDING, READING
from moderation.api.schemas import LimitsChange, ProjectQuery, ProjectState, Reason

router = Router()
JUDGING = security.ProjectsToken()


@router.get("", auth=security.ReadToken(), response={200: list[str]} | READING)
def find_projects(request: HttpRequest, wanted: Query[ProjectQuery]) -> list[str]:
    """Normalized names; all that is given must hold."""
    found = projects_reading.found(**wanted.dict(include={"name", "owner", "host", "state"}))
    return list(found.values_list("normalized_name", flat=True)[wanted.offset : wanted.offset + wanted.limit])


@router.get("{name}/", auth=security.ReadToken(), response={200: ProjectState} | FINDING)
def get_project(request: HttpRequest, name: str) -> dict[str, object]:
    return _told(_project(name))


@router.post("{name}/quarantine/", auth=JUDGING, response={200: ProjectState} | ACTING)
def quarantine_project(request: HttpRequest, name: str, body: Reason) -> dict[str, object]:
    """Offer nothing of it and take nothing for it; everybody reads the reason."""
    return _act(request, name, projects.quarantine, body)


@router.post("{name}/clear/", auth=JUDGING, response={200: ProjectState} | ACTING)
def clear_project(request: HttpRequest, name: str, body: Reason) -> dict[str, object]:
    """End a quarantine; the project has the status from before again."""
    return _act(request, name, projects.clear, body)


@router.post("{name}/list/", auth=JUDGING, response={200: ProjectState} | ACTING)
def list_project(request: HttpRequest, name: str, body: Reason) -> dict[str, object]:
    """Show it in search and feeds, with links that are followed."""
    return _act(request, name, projects.show, body)


@router.post("{name}/unlist/", auth=JUDGING, response={200: ProjectState} | ACTING)
def unlist_project(request: HttpRequest, name: str, body: Reason) -> dict[str, object]:
    """Take it out of search and feeds; it can be installed as before."""
    return _act(request, name, projects.hide, body)


@router.put("{name}/limits/", auth=security.GatesToken(), response={200: ProjectState} | ACTING)
def set_project_limits(request: HttpRequest, name: str, change: LimitsChange) -> dict[str, object]:
    """What one file of it, and all together, may have."""
    limits = {"max_file_bytes": change.max_file_bytes, "max_size_bytes": change.max_size_bytes}
    _do(request, projects.set_limits, change, project=_project(name), **limits)
    return _told(_project(name))


@router.post("{name}/releases/{version}/hold/", auth=JUDGING, response={200: ProjectState} | ACTING)
def hold_release(request: HttpRequest, name: str, version: str, body: Reason) -> dict[str, object]:
    """Serve none of its files until it is freed."""
    return _turn(request, name, version, projects.hold, body)


@router.post("{name}/releases/{version}/free/", auth=JUDGING, response={200: ProjectState} | ACTING)
def free_release(request: HttpRequest, name: str, version: str, body: Reason) -> dict[str, object]:
    """Serve the files of a release that was held."""
    return _turn(request, name, version, projects.free, body)


def _act(request: HttpRequest, name: str, verb: Callable[..., None], body: Reason) -> dict[str, object]:
    project = _project(name)
    _do(request, verb, body, project=project)
    return _told(_project(name))


def _turn(
    request: HttpRequest, name: str, version: str, verb: Callable[..., None], body: Reason
) -> dict[str, object]:
    release = Release.objects.filter(project=_project(name), version=version.replace("\0", "")).first()
    if release is None:
        raise HttpError(404, "The project has no such release; write the version as the project's page does.")
    _do(request, verb, body, release=release)
    return _told(_project(name))


def _do(
    request: HttpRequest, verb: Callable[..., None], body: Reason | LimitsChange, **subject: object
) -> None:
    try:
        verb(actor=security.caller(request), reason=body.reason, now=timezone.now(), **subject)
    except NotDone as exc:
        raise HttpError(409, str(exc)) from exc


def _project(name: str) -> Project:
    normalized = names.normalize(name.replace("\0", ""))
    project = Project.objects.filter(normalized_name=normalized).first()
    if project is None:
        raise HttpError(
            404, "No project has this name; look for it with GET /moderation/api/projects/?name=."
        )
    return project


def _told(project: Project) -> dict[str, object]:
    owners = Role.objects.filter(project=project, kind=Role.Kind.OWNER).order_by("user__username")
    held = Release.objects.filter(project=project, removed_at=None, held_at__isnull=False).order_by("pk")
    return {
        "name": project.name,
        "owners": list(owners.values_list("user__username", flat=True)),
        "status": project.status,
        "status_reason": project.status_reason,
        "listed": project.listed,
        "removed_at": project.removed_at,
        "held_releases": list(held.values_list("version", flat=True)),
        "max_file_bytes": project.max_file_bytes,
        "max_size_bytes": project.max_size_bytes,
    }
