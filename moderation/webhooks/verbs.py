"""What admins do with webhooks: each act has one entry in the audit."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from moderation import audit
from moderation.webhooks import events, signing
from moderation.webhooks.models import Webhook


@transaction.atomic
def add(*, url: str, wanted: Collection[str], actor: str, now: datetime) -> Webhook:
    hook = Webhook.objects.create(
        url=url, events=sorted(wanted), salt=signing.new_salt(), created_by=actor, created_at=now
    )
    audit.record(
        actor=actor, action="add webhook", subject=_subject(hook), after={"events": hook.events}, now=now
    )
    return hook


@transaction.atomic
def remove(*, hook: Webhook, actor: str, now: datetime) -> None:
    """It hears nothing any more; what waits for it is dropped."""
    before = {"events": hook.events}
    audit.record(actor=actor, action="remove webhook", subject=_subject(hook), before=before, now=now)
    hook.delete()


@transaction.atomic
def pause(*, hook: Webhook, actor: str, now: datetime) -> bool:
    """What happens meanwhile it never hears of; what waits for it waits on."""
    if not Webhook.objects.filter(pk=hook.pk, paused_at=None).update(paused_at=now):
        return False
    audit.record(actor=actor, action="pause webhook", subject=_subject(hook), now=now)
    return True


@transaction.atomic
def resume(*, hook: Webhook, actor: str, now: datetime) -> bool:
    if not Webhook.objects.filter(pk=hook.pk).exclude(paused_at=None).update(paused_at=None):
        return False
    audit.record(actor=actor, action="resume webhook", subject=_subject(hook), now=now)
    events.send_soon()
    return True


@transaction.atomic
def renew_secret(*, hook: Webhook, actor: str, now: datetime) -> None:
    """From now on messages are signed with another secret."""
    hook.salt = signing.new_salt()
    hook.save(update_fields=["salt"])
    audit.record(actor=actor, action="renew webhook secret", subject=_subject(hook), now=now)


def _subject(hook: Webhook) -> str:
    return hook.url[:200]
