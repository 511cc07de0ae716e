"""The gates that index brings itself."""

from django.conf import settings
from django.urls import reverse

from accounts.hooks import Refusal
from index import families, new_projects, prohibited_names
from index.attempts import UploadAttempt
from index.models import Family


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
    """So many new projects an hour, by standing; beyond that those of a declared family, which are then held."""
    until = new_projects.next_at(attempt.user_id, attempt.standing, attempt.at)
    if until is None:
        return None
    family = families.covering(attempt.user_id, attempt.project_name, attempt.at)
    is_full = families.taken_today(attempt.user_id, attempt.at) >= settings.FAMILY_PROJECTS_A_DAY
    if family and not is_full:
        return None
    seconds = int((until - attempt.at).total_seconds()) + 1
    return Refusal(
        "too_many_new_projects",
        f"{attempt.username} has made {settings.NEW_PROJECTS_AN_HOUR[attempt.standing]} new projects within an hour"
        f"{_way_out(family)} try again in {seconds} seconds.",
        429,
        "rate-limit",
        retry_after_seconds=seconds,
    )


def _way_out(family: Family | None) -> str:
    if not settings.FAMILY_PROJECTS_A_DAY:
        return ";"
    if family:
        return f", and {settings.FAMILY_PROJECTS_A_DAY} of declared families within a day;"
    page = settings.SITE_URL + reverse("manage_families")
    return f"; declare packages that belong together at {page} and they are taken for review, or"
