"""New projects: how many an account has begun lately, and which upload begins one."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from index.models import DistributionFile, Project, Role

MEASURE = timedelta(hours=1)


def begun_since(user_id: int, since: datetime) -> QuerySet[Role]:
    """The roles of those that an account owns and that came to be after then, newest first."""
    own = Role.objects.filter(user_id=user_id, kind=Role.Kind.OWNER, project__created_at__gt=since)
    return own.order_by("-project__created_at", "-id")


def next_at(user_id: int, standing: str, now: datetime) -> datetime | None:
    """When the account may begin another; None: now. What was refused or failed does not count."""
    limit = settings.NEW_PROJECTS_AN_HOUR[standing]
    if not limit:
        return None
    begun = begun_since(user_id, now - MEASURE).values_list("project__created_at", flat=True)
    filling = begun[limit - 1 : limit].first()
    return filling + MEASURE if filling else None


def is_first_upload(project: Project) -> bool:
    """Rows of files stay when files are removed, so that there is one such moment in a project's life."""
    return DistributionFile.objects.filter(release__project=project)[:2].count() == 1
