"""Who may do what with a project: one function a question, asked by views, verbs and templates alike."""

from accounts.models import ApiToken, User
from index.models import Project, Role, TokenScope


def may_upload(user: User, project: Project) -> bool:
    return Role.objects.filter(user=user, project=project).exists()


def may_manage(user: User, project: Project) -> bool:
    return Role.objects.filter(user=user, project=project, kind=Role.Kind.OWNER).exists()


def token_covers(token: ApiToken, project: Project | None) -> bool:
    """Whether `token` is for `project`, or, where that is None, for a project that does not exist yet.

    A token for one project whose project is gone covers nothing.
    """
    if token.for_whole_account:
        return True
    return project is not None and TokenScope.objects.filter(token=token, project=project).exists()
