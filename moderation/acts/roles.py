"""Which of the staff an account is: given, changed and taken away, one audit entry each.

Permissions read the role with each request, so whoever loses one has lost it with the next.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.history import events
from accounts.models import User
from moderation import audit
from moderation.acts import NotDone

NONE = "none"
CHOICES = (*User.Role.values, NONE)


def given_role(user: User) -> str:
    """What the account is, frozen or not: one of CHOICES."""
    if not user.is_staff:
        return NONE
    if user.is_superuser:
        return User.Role.ADMIN.value
    return user.role or User.Role.AUDITOR.value


def admins() -> QuerySet[User]:
    """Who can act as an admin now."""
    return User.objects.filter(Q(is_superuser=True) | Q(role=User.Role.ADMIN), is_staff=True, is_active=True)


@transaction.atomic
def set_role(*, user: User, role: str, actor: str, reason: str, now: datetime) -> None:
    """Make the account a moderator, an admin, an auditor, or none of the staff.

    :raises NotDone: for one's own account, for the last admin, and where that is what it is.
    """
    # All admins, in one order: of two who take each other's role away, the second comes to see what the first did.
    admin_ids = set(admins().select_for_update().order_by("pk").values_list("pk", flat=True))
    user = User.objects.select_for_update().get(pk=user.pk)
    before = given_role(user)
    if user.username == actor:
        raise NotDone("This is your own account; another admin can change its role.")
    if before == role:
        raise NotDone(f"{user.username} has that role already ({role}); nothing was changed.")
    if admin_ids == {user.pk}:
        raise NotDone(f"{user.username} is the last admin; make another one first.")
    user.is_staff = role != NONE
    user.role = "" if role == NONE else role
    user.is_superuser = user.is_superuser and role == User.Role.ADMIN
    user.save(update_fields=["is_staff", "role", "is_superuser"])
    events.record(
        user=user,
        kind=events.Kind.ROLE_CHANGED,
        now=now,
        details={"before": before, "after": role},
        is_own=False,
    )
    audit.record(
        actor=actor,
        action="set role",
        subject=user.username,
        reason=reason,
        before={"role": before},
        after={"role": role},
        now=now,
    )
