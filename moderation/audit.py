"""The one writer of audit rows."""

from datetime import datetime

from moderation.models import AuditEntry


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
    return AuditEntry.objects.create(
        actor=actor,
        action=action,
        subject=subject,
        reason=reason,
        before=before or {},
        after=after or {},
        at=now,
    )
