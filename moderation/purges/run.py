"""Running a purge: batch after batch, each a short transaction that leaves nothing half done.

Whoever works on it may die at any line: what is committed is done, what is not has never been, and the next worker
goes on from there.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import freezing
from classifier import labels
from index import bulk_removal
from moderation import audit
from moderation.campaigns import membership
from moderation.models import Case, Purge, PurgedAccount, PurgedProject, Report
from moderation.purges import letters, restoring
from moderation.purges.progress import counts_of
from moderation.queue import traits

BATCH = 250
PLAIN: dict[str, object] = {"removed": True, "case": None, "reports": [], "label": None}


def work(purge_id: int) -> None:
    """Do all that is to be done for it now, or undone. Running it twice, or twice at once, changes nothing more."""
    while step(purge_id, now=timezone.now()):
        pass


@transaction.atomic
def step(purge_id: int, *, now: datetime) -> bool:
    """One batch; False once there is nothing more to do, or while another worker is at it."""
    purge = Purge.objects.select_for_update(skip_locked=True).filter(pk=purge_id).first()
    if purge is None or not purge.is_at_work:
        return False
    purge.worked_at = now
    purge.save(update_fields=["worked_at"])
    if purge.state == Purge.State.UNDOING:
        return restoring.step(purge, now=now)
    if purge.state == Purge.State.CONFIRMED:
        purge.state = Purge.State.RUNNING
        purge.save(update_fields=["state"])
    # Accounts first, so that nobody uploads anew what the next batch removes.
    if accounts := list(purge.accounts.to_do().order_by("user_id")[:BATCH]):
        _freeze(purge, accounts, now=now)
    elif projects := list(purge.projects.to_do().order_by("project_id")[:BATCH]):
        _remove(purge, projects, now=now)
    else:
        _finish(purge, now=now)
        return False
    return True


def _freeze(purge: Purge, members: list[PurgedAccount], *, now: datetime) -> None:
    frozen = freezing.freeze_all(
        user_ids=[member.user_id for member in members],
        actor=purge.confirmed_by,
        reason=f"{purge}: {purge.reason}",
        now=now,
    )
    for is_frozen in (True, False):
        ids = [member.pk for member in members if (member.user_id in frozen) == is_frozen]
        PurgedAccount.objects.filter(pk__in=ids).update(done_at=now, before={"frozen": is_frozen})


def _remove(purge: Purge, members: list[PurgedProject], *, now: datetime) -> None:
    ids = [member.project_id for member in members]
    # Cases before projects, as verdicts and triage take them.
    cases = {
        case.project_id: case
        for case in Case.objects.select_for_update(no_key=True).filter(project__in=ids).order_by("pk")
    }
    reports = _open_reports(ids)
    removed = bulk_removal.remove_all(
        project_ids=ids, actor=purge.confirmed_by, reason=f"{purge}: {purge.reason}", now=now
    )
    made: dict[int, int] = {}
    if purge.labels_spam:
        campaigns = membership.campaigns_of(removed)
        made = labels.record_spam(
            project_ids=removed, labelled_by=purge.confirmed_by, now=now, campaigns=campaigns
        )
    for member in members:
        pk = member.project_id
        member.done_at = now
        member.before = {
            "removed": pk in removed,
            "case": _as_it_is(cases.get(pk)),
            "reports": reports.get(pk, []),
            "label": made.get(pk),
        }
    _write(members, now=now)
    _settle(ids, now=now)


def _open_reports(project_ids: list[int]) -> dict[int, list[int]]:
    """Ids by project, locked."""
    reports = Report.objects.select_for_update(no_key=True).filter(project__in=project_ids, settled_at=None)
    found: dict[int, list[int]] = {}
    for pk, project_id in reports.order_by("pk").values_list("pk", "project_id"):
        found.setdefault(project_id, []).append(pk)
    return found


def _write(members: list[PurgedProject], *, now: datetime) -> None:
    # One statement for all that had nothing but the project: of a batch, that is nearly every one.
    plain = [member.pk for member in members if member.before == PLAIN]
    PurgedProject.objects.filter(pk__in=plain).update(done_at=now, before=PLAIN)
    others = [member for member in members if member.before != PLAIN]
    PurgedProject.objects.bulk_update(others, ["done_at", "before"])


def _as_it_is(case: Case | None) -> dict | None:
    """What settling will change; None where it is settled."""
    if case is None or case.settled_at:
        return None
    return {"changed_at": case.changed_at.isoformat(), "open_reports": case.open_reports}


def _settle(project_ids: list[int], *, now: datetime) -> None:
    """Nothing of it waits for a person any more."""
    Report.objects.filter(project__in=project_ids, settled_at=None).update(
        settled_at=now, outcome=Report.Outcome.UPHELD
    )
    Case.objects.filter(project__in=project_ids, settled_at=None).update(
        settled_at=now, changed_at=now, open_reports=0
    )
    traits.set_aside(project_ids)


def _finish(purge: Purge, *, now: datetime) -> None:
    purge.state, purge.removed_at = Purge.State.REMOVED, now
    purge.save(update_fields=["state", "removed_at"])
    letters.tell_removed(purge)
    audit.record(
        actor=purge.confirmed_by,
        action="purge removed",
        subject=str(purge),
        reason=purge.reason,
        after=counts_of(purge),
        now=now,
    )
