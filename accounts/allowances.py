"""What an account may do by its standing: told by whoever STANDING_ALLOWANCES and STANDING_EFFECTS name.

The first are functions of a user's id, its standing and the time that answer with an `Allowance`; the second are
functions of the standing alone that answer with sentences.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.standing import Standing


@dataclass(frozen=True, slots=True)
class Allowance:
    what: str  # "New projects"
    within: str  # "an hour"
    used: int  # counted up to the limit
    limit: int  # 0: there is none
    more: str = ""  # where to ask for more: the name of a route
    more_label: str = ""


def of(user_id: int, standing: Standing, *, now: datetime) -> list[Allowance]:
    return [import_string(path)(user_id, standing, now) for path in settings.STANDING_ALLOWANCES]


def effects(standing: Standing) -> list[str]:
    return [sentence for path in settings.STANDING_EFFECTS for sentence in import_string(path)(standing)]
