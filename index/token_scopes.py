"""Issuing tokens that may be for one project: accounts makes the token, index knows what it is for."""

from datetime import datetime

from django.db import transaction

from accounts import api_tokens
from accounts.models import ApiToken, User
from index.models import Project, TokenScope


@transaction.atomic
def issue(*, user: User, description: str, project: Project | None, now: datetime) -> tuple[ApiToken, str]:
    """A token for `project`, or for the whole account where that is None; its text is returned only here."""
    token, text = api_tokens.issue(
        user=user, description=description, for_whole_account=project is None, now=now
    )
    if project is not None:
        TokenScope.objects.create(token=token, project=project)
    return token, text
