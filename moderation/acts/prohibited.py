"""Prohibiting names from the console: the verbs of index, each with its entry in the audit."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from index import prohibited_names
from index.models import ProhibitedName
from index.name_patterns import NotAPattern
from moderation import audit
from moderation.acts import NotDone


@transaction.atomic
def prohibit(*, text: str, actor: User, reason: str, now: datetime) -> ProhibitedName:
    """Close a name, or all that fit a pattern, to new projects.

    :raises NotDone: for what is neither, and for what is on the list.
    """
    try:
        fitting = prohibited_names.fitting(text)
        row = prohibited_names.prohibit(text=text, reason=reason, actor=actor.username, now=now)
    except (NotAPattern, prohibited_names.AlreadyProhibited) as exc:
        raise NotDone(str(exc)) from exc
    audit.record(
        actor=actor.username,
        action="prohibit name",
        subject=row.normalized_name,
        reason=reason,
        before={"prohibited": False},
        after={"prohibited": True, "existing_projects": fitting.count},
        now=now,
    )
    return row


@transaction.atomic
def allow(*, prohibited: ProhibitedName, actor: User, reason: str, now: datetime) -> None:
    """Let new projects have the name, or the names that fit the pattern, again.

    :raises NotDone: where somebody allowed it before.
    """
    if not prohibited_names.allow(prohibited=prohibited):
        raise NotDone(f"{prohibited} is not prohibited any more; nothing was changed.")
    audit.record(
        actor=actor.username,
        action="allow name",
        subject=prohibited.normalized_name,
        reason=reason,
        before={"prohibited": True},
        after={"prohibited": False},
        now=now,
    )
