"""Freezing accounts: from the next request on nobody logs in, acts in a session or uploads with a token of theirs.

One column says it, and whatever lets somebody in reads it, so unfreezing gives back exactly what was there.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User


@transaction.atomic
def freeze_all(*, user_ids: Collection[int]) -> set[int]:
    """Freeze these accounts, staff never; the ids of those that were not frozen before."""
    return _set_active(User.objects.filter(pk__in=user_ids, is_staff=False), is_active=False)


@transaction.atomic
def unfreeze_all(*, user_ids: Collection[int]) -> set[int]:
    """Undo `freeze_all`; the ids of those that were frozen."""
    return _set_active(User.objects.filter(pk__in=user_ids), is_active=True)


def _set_active(users: QuerySet[User], *, is_active: bool) -> set[int]:
    rows = users.select_for_update(no_key=True).order_by("pk").only("pk", "is_active")
    changed = {user.pk for user in rows if user.is_active != is_active}
    User.objects.filter(pk__in=changed).update(is_active=is_active)
    return changed
