"""How much of what index limits by standing an account has used: told on the page of its standing."""

from datetime import datetime

from django.conf import settings

from accounts.allowances import Allowance
from accounts.standing import Standing
from index.gates import MEASURE, new_projects_since


def new_projects(user_id: int, standing: Standing, now: datetime) -> Allowance:
    limit = settings.NEW_PROJECTS_AN_HOUR[standing]
    used = new_projects_since(user_id, now - MEASURE)[:limit].count() if limit else 0
    return Allowance("New projects", "an hour", used, limit)
