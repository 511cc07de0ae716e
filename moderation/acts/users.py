"""What is done to accounts from the console: each act has a reason, and one entry in the audit."""

from datetime import datetime

from django.db import transaction

from accounts import freezing
from accounts.models import User
from accounts.standing import Standing
from moderation import audit
from moderation.acts import NotDone
from moderation.telling import owners


@transaction.atomic
def freeze(*, user: User, actor: User, reason: str, now: datetime) -> None:
    """:raises NotDone: for one's own account, and one that is frozen already or deleted."""
    if user == actor:
        raise NotDone("This is your own account; another admin can freeze it.")
    if not freezing.freeze(user=user, actor=actor.username, reason=reason, now=now):
        if user.deleted_at:
            raise NotDone(f"{user.username} was deleted by its owner; nobody can log in to it.")
        raise NotDone(f"{user.username} is frozen already.")
    owners.tell_frozen(user, now=now)
    _record(
        "freeze", user, actor=actor, reason=reason, before={"frozen": False}, after={"frozen": True}, now=now
    )


@transaction.atomic
def unfreeze(*, user: User, actor: User, reason: str, now: datetime) -> None:
    """:raises NotDone: for an account that is not frozen."""
    if not freezing.unfreeze(user=user, actor=actor.username, reason=reason, now=now):
        raise NotDone(f"{user.username} is not frozen.")
    _record(
        "unfreeze",
        user,
        actor=actor,
        reason=reason,
        before={"frozen": True},
        after={"frozen": False},
        now=now,
    )


def note(*, user: User, actor: User, reason: str, now: datetime) -> None:
    """Keep a remark about the account for the staff."""
    _record("note", user, actor=actor, reason=reason, before={}, after={}, now=now)


@transaction.atomic
def set_standing(*, user: User, standing: Standing | None, actor: User, reason: str, now: datetime) -> None:
    """Grant a standing, withhold all above newcomer, or (None) leave it to the facts.

    :raises NotDone: where that is how it is.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    before, after = user.granted_standing, standing or ""
    if before == after:
        raise NotDone(f"That is what {user.username} has already; nothing was changed.")
    user.granted_standing = after
    user.save(update_fields=["granted_standing"])
    action = {None: "leave standing to the facts", Standing.NEWCOMER: "withhold standing"}.get(
        standing, "grant standing"
    )
    _record(
        action,
        user,
        actor=actor,
        reason=reason,
        before={"granted": before},
        after={"granted": after},
        now=now,
    )


def _record(
    action: str, user: User, *, actor: User, reason: str, before: dict, after: dict, now: datetime
) -> None:
    audit.record(
        actor=actor.username,
        action=action,
        subject=user.username,
        reason=reason,
        before=before,
        after=after,
        now=now,
    )
