"""The gates that index brings itself."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from accounts.hooks import Refusal
from index import prohibited_names
from index.attempts import UploadAttempt
from index.models import Role

MEASURE = timedelta(hours=1)


def address_verified(attempt: UploadAttempt) -> Refusal | None:
    """A new project needs a verified address; an old account may verify at any time (the 2018 measure)."""
    if attempt.has_verified_address:
        return None
    return Refusal(
        "address_not_verified",
        f"A new project needs a verified e-mail address, and {attempt.username} has none yet.",
        403,
        "verified-email",
    )


def name_allowed(attempt: UploadAttempt) -> Refusal | None:
    """Some names nobody may take; which pattern closes one is not told, so that nobody can write around it."""
    if not prohibited_names.is_prohibited(attempt.project_name):
        return None
    return Refusal(
        "name_prohibited",
        f"The name {attempt.project_name} may not be used; choose another name.",
        400,
        "project-name",
    )


def new_projects_in_measure(attempt: UploadAttempt) -> Refusal | None:
    """So many new projects an hour, by standing. Projects are what is counted, so a failed attempt costs nothing."""
    limit = settings.NEW_PROJECTS_AN_HOUR[attempt.standing]
    if not limit:
        return None
    recent = new_projects_since(attempt.user_id, attempt.at - MEASURE)
    filling = recent.values_list("project__created_at", flat=True)[limit - 1 : limit].first()
    if filling is None:
        return None
    seconds = int((filling + MEASURE - attempt.at).total_seconds()) + 1
    return Refusal(
        "too_many_new_projects",
        f"{attempt.username} has made {limit} new projects within an hour; try again in {seconds} seconds.",
        429,
        "rate-limit",
        retry_after_seconds=seconds,
    )


def new_projects_since(user_id: int, since: datetime) -> QuerySet[Role]:
    """The roles of those that an account owns and that came to be after then, newest first."""
    own = Role.objects.filter(user_id=user_id, kind=Role.Kind.OWNER, project__created_at__gt=since)
    return own.order_by("-project__created_at", "-id")
