"""Campaigns as tasks."""

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.dispatch import send
from moderation.campaigns import grouping, running
from moderation.campaigns.act_models import CampaignAct
from moderation.campaigns.keys import Kind
from moderation.campaigns.models import CampaignKey, SeenKey, Sighting

logger = logging.getLogger(__name__)

STANDS_STILL_AFTER = timedelta(seconds=20)


@shared_task(time_limit=600)
def group_waiting(**_newer: object) -> None:
    """Group what waits; also what lost messages and dead workers left. Running it twice changes nothing."""
    if count := grouping.group_waiting():
        logger.info("grouped %s releases", count)


def work_soon(act: CampaignAct) -> None:
    """Ask a worker after the commit; without a broker the sweeper does."""
    pk = act.pk
    transaction.on_commit(lambda: send(work_on_act, pk), robust=True)


@shared_task
def work_on_act(act_id: int, **_newer: object) -> None:
    """Do an act on a campaign to its end, or undo it. Running it twice changes nothing."""
    running.work(act_id)


@shared_task
def continue_acts(**_newer: object) -> None:
    """Go on with what lost messages and dead workers left standing."""
    still = Q(worked_at=None) | Q(worked_at__lt=timezone.now() - STANDS_STILL_AFTER)
    states = (CampaignAct.State.RUNNING, CampaignAct.State.UNDOING)
    for act in CampaignAct.objects.filter(still, state__in=states).order_by("pk"):
        send(work_on_act, act.pk)


@shared_task
def forget_networks(**_newer: object) -> None:
    """Not even hashes of networks are kept longer than addresses are."""
    oldest = timezone.now() - timedelta(days=settings.KEEP_ADDRESSES_DAYS)
    old = SeenKey.objects.filter(kind=Kind.NETWORK, last_at__lt=oldest)
    ids = list(old.values_list("pk", flat=True))
    with transaction.atomic():
        Sighting.objects.filter(key__in=ids).delete()
        CampaignKey.objects.filter(key__in=ids).delete()
        SeenKey.objects.filter(pk__in=ids).delete()
