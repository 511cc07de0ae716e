"""How much of what index limits by standing an account has used: told on the page of its standing."""

from datetime import datetime

from django.conf import settings

from accounts.allowances import Allowance
from accounts.standing import Standing
from index import new_projects
from index.new_projects import MEASURE


def new_projects_allowed(user_id: int, standing: Standing, now: datetime) -> Allowance:
    limit = settings.NEW_PROJECTS_AN_HOUR[standing]
    used = new_projects.begun_since(user_id, now - MEASURE)[:limit].count() if limit else 0
    has_families = bool(limit and settings.FAMILY_PROJECTS_A_DAY)
    return Allowance(
        "New projects",
        "an hour",
        used,
        limit,
        more="manage_families" if has_families else "",
        more_label="More, for packages that belong together",
    )
