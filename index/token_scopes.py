"""Issuing tokens that may be for one project: accounts makes the token, index knows what it is for."""

from datetime import datetime

from django.db import transaction

from accounts.api_tokens import api_tokens, token_notices
from accounts.models import ApiToken, User
from index.models import Project, TokenScope


@transaction.atomic
def issue(
    *,
    user: User,
    description: str,
    project: Project | None,
    now: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A token for `project`, or for the whole account where that is None; its text is returned only here.

    Its owner is told by mail.
    """
    token, text = api_tokens.issue(
        user=user,
        description=description,
        for_whole_account=project is None,
        expires_at=expires_at,
        now=now,
    )
    if project is not None:
        TokenScope.objects.create(token=token, project=project)
    scope = f"the project {project.name}" if project else "the whole account, new projects included"
    token_notices.tell_of_new(token, scope=scope, now=now)
    return token, text
