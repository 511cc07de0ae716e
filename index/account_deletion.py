"""Deleting one's account: asked for, stopped, carried out when it is due.

There is a delay because whoever has taken an account over must not be able to make it vanish before its owner has read
their mail. The accounts of staff and frozen ones are not deleted: who is judged does not wash it away.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts import hooks
from accounts.history import events
from accounts.hooks import Refusal
from accounts.leaving import departure
from accounts.mails import notices
from accounts.models import AccountDeletion, User
from index import leaving
from index.attempts import DeletionAttempt
from index.deletion import DeletionRefused

logger = logging.getLogger(__name__)

NAMED = 3  # projects in a sentence
BATCH = 100
# What the owner has to mend; everything else passes, and the deletion waits for it.
OWNERS_TO_MEND = frozenset(("staff_account", "sole_owner"))


@transaction.atomic
def ask(*, user: User, leaves_projects: bool, now: datetime) -> AccountDeletion:
    """Have the account deleted after the delay, at once where there is none; every address is told.

    :raises DeletionRefused: where it may not be deleted.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    _check(user, leaves_projects=leaves_projects, now=now)
    due_at = now + timedelta(days=settings.ACCOUNT_DELETION_DELAY_DAYS)
    wish, is_new = AccountDeletion.objects.get_or_create(
        user=user, defaults={"asked_at": now, "due_at": due_at, "leaves_projects": leaves_projects}
    )
    if is_new:
        events.record(user=user, kind=events.Kind.DELETION_ASKED, now=now)
        if wish.due_at > now:
            stop_url = settings.SITE_URL + reverse("delete_account")
            notices.tell_all_addresses(
                "email/account_deletion_asked", user, {"due_at": wish.due_at, "stop_url": stop_url}
            )
    if wish.due_at <= now:
        carry_out(user=user, now=now)
    return wish


@transaction.atomic
def stop(*, user: User, now: datetime, why: str = "", is_own: bool = True) -> bool:
    """Keep the account; False where nobody had asked. `why` is for the mail, where it is not its owner who stops."""
    user = User.objects.select_for_update().get(pk=user.pk)
    stopped, _ = AccountDeletion.objects.filter(user=user, done_at=None).delete()
    if stopped:
        events.record(user=user, kind=events.Kind.DELETION_STOPPED, now=now, is_own=is_own)
        notices.tell_all_addresses("email/account_deletion_stopped", user, {"why": why})
    return bool(stopped)


@transaction.atomic
def carry_out(*, user: User, now: datetime) -> bool:
    """Delete an account whose wish is due; False where there is none (any more).

    :raises DeletionRefused: where it may not be deleted now.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    wish = AccountDeletion.objects.filter(user=user, done_at=None, due_at__lte=now).first()
    if wish is None:
        return False
    _check(user, leaves_projects=wish.leaves_projects, now=now)
    notices.tell_all_addresses("email/account_deleted", user, {})
    departure.close(user=user, now=now)
    leaving.leave_all(user=user, now=now)  # last: the journal has one writer at a time
    logger.info("the account %s is deleted, as its owner asked", user.username)
    return True


def carry_out_due(*, now: datetime) -> int:
    """Delete what is due; how many. What cannot be because of its owner is stopped and told, the rest waits."""
    due = AccountDeletion.objects.filter(done_at=None, due_at__lte=now, user__frozen_at=None)
    count = 0
    for wish in due.select_related("user").order_by("due_at", "id")[:BATCH]:
        try:
            count += carry_out(user=wish.user, now=now)
        except DeletionRefused as exc:
            if exc.refusal.code in OWNERS_TO_MEND:
                stop(user=wish.user, now=now, why=exc.refusal.sentence, is_own=False)
            else:
                logger.info("the account %s is not deleted yet: %s", wish.user.username, exc)
    return count


def _check(user: User, *, leaves_projects: bool, now: datetime) -> None:
    attempt = DeletionAttempt(
        user_id=user.pk, username=user.username, project_name="", what="account", count=1, at=now
    )
    refusal = (
        hooks.first_refusal("DELETION_GATES", attempt)
        or _of_account(user)
        or (None if leaves_projects else _of_projects(user))
    )
    if refusal:
        raise DeletionRefused(refusal)


def _of_account(user: User) -> Refusal | None:
    if user.frozen_at:
        return Refusal("account_frozen", "This account is frozen; ask for a review first.")
    if user.is_staff:
        return Refusal(
            "staff_account", "This account is of the staff; ask another admin to take its role away first."
        )
    return None


def _of_projects(user: User) -> Refusal | None:
    alone = leaving.left_alone(user)
    names = list(alone.values_list("name", flat=True)[: NAMED + 1])
    if not names:
        return None
    named = ", ".join(names[:NAMED]) + (" and others" if len(names) > NAMED else "")
    return Refusal(
        "sole_owner",
        f"Nobody else owns {named}; hand over or delete what only you own, or say that it is to be left "
        "without an owner.",
        409,
    )
