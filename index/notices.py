"""What the people of a project are mailed about it."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts import origin
from accounts.mails.notices import send_after_commit
from accounts.models import User
from index.models import Invitation, Project, Role


def owners_of(project: Project) -> list[User]:
    return list(User.objects.filter(roles__project=project, roles__kind=Role.Kind.OWNER).order_by("id"))


def project_changed(*, project: Project, people: Iterable[User], happened: str, now: datetime) -> None:
    """Tell `people` what happened, when, and from where: a stolen account cannot do it unseen."""
    send_after_commit(
        "email/project_changed",
        people,
        {
            "project": project,
            "happened": happened,
            "at": now,
            "address": origin.current_address() or "unknown",
            "history_url": settings.SITE_URL + reverse("manage_history", args=[project.normalized_name]),
        },
    )


def invited(invitation: Invitation) -> None:
    send_after_commit(
        "email/invitation",
        [invitation.user],
        {
            "invitation": invitation,
            "invitations_url": settings.SITE_URL + reverse("manage_invitations"),
        },
    )
