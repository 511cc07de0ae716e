"""Drafting a purge and ticking its members: nothing outside the draft changes."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Literal

from django.db import transaction

from moderation import audit
from moderation.models import Purge, PurgedAccount, PurgedProject
from moderation.purges.locking import locked
from moderation.purges.refusal import PurgeRefused
from moderation.purges.selection import Selected
from moderation.purges.suspicion import Doubts, doubts_about

Members = Literal["projects", "accounts"]

DEPENDENTS_KEPT = 20
TITLE_CHARACTERS = 100
WHY_CHARACTERS = 200
BATCH = 1000


def draft(*, selected: Selected, title: str, actor: str, now: datetime) -> Purge:
    """Write down what would go. What something speaks against is not ticked.

    :raises PurgeRefused: where nothing was found.
    """
    if not (selected.projects or selected.accounts):
        raise PurgeRefused("Nothing was found that could be purged; look at the lines or widen the filter.")
    doubts = doubts_about(selected, now=now)
    with transaction.atomic():
        purge = Purge.objects.create(
            title=title[:TITLE_CHARACTERS],
            answers=[asdict(answer) for answer in selected.answers],
            drafted_by=actor,
            drafted_at=now,
        )
        PurgedProject.objects.bulk_create(_projects(purge, selected, doubts), batch_size=BATCH)
        PurgedAccount.objects.bulk_create(_accounts(purge, selected, doubts), batch_size=BATCH)
        after = {"projects": len(selected.projects), "accounts": len(selected.accounts)}
        audit.record(actor=actor, action="draft purge", subject=str(purge), after=after, now=now)
    return purge


@transaction.atomic
def tick(
    *,
    purge: Purge,
    members: Members,
    ticked: Collection[int],
    shown: Collection[int] | None,
    actor: str,
    now: datetime,
) -> None:
    """Tick those with ids in `ticked` and no others; only of those in `shown`, where that is given.

    :raises PurgeRefused: once it is confirmed.
    """
    purge = locked(purge)
    if purge.state != Purge.State.DRAFT:
        raise PurgeRefused("The members are fixed since it was confirmed; undo it and draft another.")
    rows = (purge.projects if members == "projects" else purge.accounts).all()
    if shown is not None:
        rows = rows.filter(pk__in=shown)
    on = rows.filter(pk__in=ticked, ticked=False).update(ticked=True)
    off = rows.exclude(pk__in=ticked).filter(ticked=True).update(ticked=False)
    if on or off:
        after = {"members": members, "ticked": on, "unticked": off}
        audit.record(actor=actor, action="tick purge", subject=str(purge), after=after, now=now)


def _projects(purge: Purge, selected: Selected, doubts: Doubts) -> list[PurgedProject]:
    return [
        PurgedProject(
            purge=purge,
            project_id=pk,
            why=why[:WHY_CHARACTERS],
            ticked=not doubts.projects.get(pk),
            warnings=doubts.projects.get(pk, []),
            dependents=doubts.dependents.get(pk, [])[:DEPENDENTS_KEPT],
            is_unlike=pk in doubts.unlike,
        )
        for pk, why in selected.projects.items()
    ]


def _accounts(purge: Purge, selected: Selected, doubts: Doubts) -> list[PurgedAccount]:
    return [
        PurgedAccount(
            purge=purge,
            user_id=pk,
            why=why[:WHY_CHARACTERS],
            ticked=not doubts.accounts.get(pk),
            warnings=doubts.accounts.get(pk, []),
        )
        for pk, why in selected.accounts.items()
    ]
