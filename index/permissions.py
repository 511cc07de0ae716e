"""Who may do what with a project: one function a question, asked by views, verbs and templates alike.

An owner may do everything; a maintainer uploads, yanks, and sees what happens.
"""

from accounts.models import ApiToken, User
from index.models import Project, Role, TokenScope


def may_upload(user: User, project: Project) -> bool:
    return _has_role(user, project)


def may_see_managing(user: User, project: Project) -> bool:
    """Its releases, its people and its history, as those see them who work on it."""
    return _has_role(user, project)


def may_yank(user: User, project: Project) -> bool:
    return _has_role(user, project)


def may_manage(user: User, project: Project) -> bool:
    """Delete, hand over, change the status, invite and remove people."""
    return Role.objects.filter(user=user, project=project, kind=Role.Kind.OWNER).exists()


def may_see_history(user: User, project: Project) -> bool:
    """With the addresses in it: the project's own people, and staff."""
    return user.is_staff or _has_role(user, project)


def token_covers(token: ApiToken, project: Project | None) -> bool:
    """Whether `token` is for `project`, or, where that is None, for a project that does not exist yet.

    A token for one project whose project is gone covers nothing.
    """
    if token.for_whole_account:
        return True
    return project is not None and TokenScope.objects.filter(token=token, project=project).exists()


def _has_role(user: User, project: Project) -> bool:
    return Role.objects.filter(user=user, project=project).exists()
