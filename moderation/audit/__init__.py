"""The one writer of audit rows."""

from datetime import datetime

from moderation.models import AuditEntry
from moderation.webhooks import events


def record(
    *,
    actor: str,
    action: str,
    subject: str,
    now: datetime,
    reason: str = "",
    before: dict | None = None,
    after: dict | None = None,
) -> AuditEntry:
    """Write who did what to what, why, and what it changed. Call it inside the act's transaction."""
    entry = AuditEntry(
        actor=actor,
        action=action,
        subject=subject,
        reason=reason,
        before=before or {},
        after=after or {},
        at=now,
    )
    entry.save(force_insert=True)
    events.tell_of_act(entry)
    return entry
