"""Where it is decided who gets at a project's pages: 404 for strangers, 403 for its people without the right."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from accounts.requests import AuthenticatedRequest
from index import permissions
from index.distributions import names
from index.models import Invitation, Project
from index.removals import not_deleted


def managed_project(
    request: AuthenticatedRequest,
    name: str,
    may: Callable[[User, Project], bool],
    *,
    even_taken: bool = False,
) -> Project:
    """A project on whose pages the user may do what `may` asks; `even_taken`: also one that moderation removed.

    :raises Http404: for a stranger, as for a name that does not exist.
    :raises PermissionDenied: for its own people whose role does not reach.
    """
    projects = not_deleted(Project.objects.all()) if even_taken else Project.objects.known()
    project = projects.filter(normalized_name=names.normalize(name)).first()
    if project is None or not permissions.may_see_managing(request.user, project):
        raise Http404
    if may is not permissions.may_see_managing and not may(request.user, project):
        raise PermissionDenied("Only an owner of the project may do that; ask one.")
    return project


def project_with_history(request: AuthenticatedRequest, name: str) -> Project:
    """For its own people; for staff also one that is removed.

    :raises Http404: for everybody else.
    """
    projects = Project.objects.all() if request.user.is_staff else Project.objects.known()
    project = projects.filter(normalized_name=names.normalize(name)).first()
    if project is None or not permissions.may_see_history(request.user, project):
        raise Http404
    return project


def own_invitation(request: AuthenticatedRequest, pk: int) -> Invitation:
    """An invitation to the user, looked up through them.

    :raises Http404: for anybody else's.
    """
    invitation = Invitation.objects.filter(pk=pk, user=request.user).select_related("project").first()
    if invitation is None:
        raise Http404
    return invitation
