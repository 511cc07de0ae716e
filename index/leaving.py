"""What becomes of projects when an account that works on them is deleted."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.mails.notices import send_after_commit
from accounts.models import User
from index import journal, lifecycle
from index.models import Invitation, Project, Role, TrustedPublisher

REASON = "Its last owner deleted their account."
TOLD = 50  # names in one mail


def left_alone(user: User) -> QuerySet[Project]:
    """Projects that nobody but `user` owns; owners who cannot log in do not count."""
    return _owned(user).exclude(Exists(_other_owners(user))).order_by("normalized_name")


def shared(user: User) -> QuerySet[Project]:
    """Projects that `user` works on, and somebody else owns."""
    roles = Role.objects.filter(project=OuterRef("pk"), user=user)
    known = Project.objects.known().filter(Exists(roles))
    return known.filter(Exists(_other_owners(user))).order_by("normalized_name")


def leave_all(*, user: User, now: datetime) -> None:
    """End all roles, inside the verb that deletes the account: a few queries for any number of projects.

    Roles on removed projects stay: they give nothing, and tell who it was that published there. Whoever owns a shared
    project is told by one mail; search and simple pages follow the journal by themselves.
    """
    roles = Role.objects.filter(user=user, project__removed_at=None)
    ids = list(roles.order_by("project_id").values_list("project_id", flat=True))
    projects = list(Project.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    _tell_other_owners(user)
    kinds = dict(roles.values_list("project_id", "kind"))
    alone = set(left_alone(user).values_list("pk", flat=True))
    roles.delete()
    for kind in Role.Kind:
        mine = [project for project in projects if kinds.get(project.pk) == kind]
        if mine:
            journal.record_many(mine, f"leave {kind} {user.username}", actor=user.username, now=now)
    worked_on = set(
        Role.objects.filter(project__in=alone, user__is_active=True).values_list("project_id", flat=True)
    )
    nobody_s = [project for project in projects if project.pk in alone - worked_on]
    lifecycle.archive_all(projects=nobody_s, actor=user.username, reason=REASON, now=now)
    _end_offers(user, now=now)


def _owned(user: User) -> QuerySet[Project]:
    return Project.objects.known().filter(roles__user=user, roles__kind=Role.Kind.OWNER)


def _other_owners(user: User) -> QuerySet[Role]:
    owners = Role.objects.filter(project=OuterRef("pk"), kind=Role.Kind.OWNER, user__is_active=True)
    return owners.exclude(user=user)


def _end_offers(user: User, *, now: datetime) -> None:
    settled = {"settled_at": now, "outcome": Invitation.Outcome.REVOKED}
    Invitation.objects.filter(invited_by=user, settled_at=None).update(**settled)
    Invitation.objects.filter(user=user, settled_at=None).update(**settled)
    TrustedPublisher.objects.filter(added_by=user, project=None).delete()


def _tell_other_owners(user: User) -> None:
    """One mail a person, however many projects they share."""
    names: dict[int, list[str]] = defaultdict(list)
    owners = Role.objects.filter(project__in=shared(user), kind=Role.Kind.OWNER).exclude(user=user)
    for owner_id, name in owners.order_by("project__normalized_name").values_list("user_id", "project__name"):
        names[owner_id].append(name)
    for owner in User.objects.filter(pk__in=names).order_by("pk"):
        mine = names[owner.pk]
        context = {"username": user.username, "names": mine[:TOLD], "more": len(mine[TOLD:])}
        send_after_commit("email/owner_deleted", [owner], context)
