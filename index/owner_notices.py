"""What the page of one's projects says above them: acts of admins, told by whoever OWNER_NOTICES names.

Each is a function of a user's id that answers with a list of these.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User


@dataclass(frozen=True, slots=True)
class OwnerNotice:
    what: str  # "Removed by an admin"
    names: tuple[str, ...]  # the first projects that it is about
    count: int  # all of them
    at: datetime
    reason: str

    @property
    def more(self) -> int:
        return self.count - len(self.names)


def for_owner(user: User) -> list[OwnerNotice]:
    """All of them, newest first."""
    return sorted(_gathered(user.pk), key=lambda notice: notice.at, reverse=True)


def _gathered(user_id: int) -> Iterator[OwnerNotice]:
    for path in settings.OWNER_NOTICES:
        yield from import_string(path)(user_id)
