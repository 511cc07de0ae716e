"""Who works on a project: roles and how they change hands, each change one verb with one journal entry.

A project always keeps an owner who can log in.
"""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from index import invitations, journal, notices
from index.models import Project, Role


class RoleRefused(Exception):  # noqa: N818 - named after what happened
    """Nobody's role changes; the message is one sentence."""


@transaction.atomic
def change_role(
    *, project: Project, user: User, kind: Role.Kind, actor: User, reason: str = "", now: datetime
) -> bool:
    """Make a collaborator owner or maintainer.

    :raises RoleRefused: for who is no collaborator, or where no owner would be left.
    """
    role = _locked_role(project, user)
    if role.kind == kind:
        return False
    owners = notices.owners_of(project)
    if kind != Role.Kind.OWNER:
        _keep_an_owner(project, without=user)
        invitations.withdraw_of(project=project, inviter=user, now=now)
    role.kind = kind
    role.save(update_fields=["kind"])
    action = f"change {user.username} to {kind}"
    journal.record(project, action, actor=actor.username, reason=reason, now=now)
    happened = f"{actor.username} made {user.username} {kind} of {project.name}."
    notices.project_changed(project=project, people=[*owners, user], happened=happened, now=now)
    return True


@transaction.atomic
def remove_collaborator(
    *, project: Project, user: User, actor: User, reason: str = "", now: datetime
) -> None:
    """Take a collaborator's role away; the invitations they sent go with it.

    :raises RoleRefused: for who is no collaborator, or where no owner would be left.
    """
    happened = f"{actor.username} removed {user.username} from {project.name}."
    _end_role(project, user, "remove", happened, actor=actor, reason=reason, now=now)


@transaction.atomic
def leave(*, project: Project, user: User, now: datetime) -> None:
    """Give up one's own role.

    :raises RoleRefused: for the last owner.
    """
    happened = f"{user.username} left {project.name}."
    _end_role(project, user, "leave", happened, actor=user, reason="", now=now)


def _end_role(
    project: Project, user: User, verb: str, happened: str, *, actor: User, reason: str, now: datetime
) -> None:
    role = _locked_role(project, user)
    people = [user]
    if role.kind == Role.Kind.OWNER:
        _keep_an_owner(project, without=user)
        people = notices.owners_of(project)
    invitations.withdraw_of(project=project, inviter=user, now=now)
    role.delete()
    action = f"{verb} {role.kind} {user.username}"
    journal.record(project, action, actor=actor.username, reason=reason, now=now)
    notices.project_changed(project=project, people=people, happened=happened, now=now)


def _locked_role(project: Project, user: User) -> Role:
    """The user's role as it is now; until the transaction ends no other changes one of this project."""
    Project.objects.select_for_update().get(pk=project.pk)
    role = Role.objects.filter(project=project, user=user).first()
    if role is None:
        raise RoleRefused(f"{user.username} has no part in {project.name} any more.")
    return role


def _keep_an_owner(project: Project, *, without: User) -> None:
    others = Role.objects.filter(project=project, kind=Role.Kind.OWNER, user__is_active=True)
    if not others.exclude(user=without).exists():
        raise RoleRefused(
            f"{without.username} is the last owner of {project.name}; make somebody else owner first."
        )
