"""Undoing a purge: every row that it changed gets back what it had, batch after batch as it went."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.dateparse import parse_datetime

from accounts import freezing
from classifier import labels
from index import bulk_removal
from moderation import audit, traits
from moderation.models import Case, Purge, PurgedAccount, PurgedProject, Report
from moderation.purges.confirm import locked, work_soon
from moderation.purges.refusal import PurgeRefused

BATCH = 250


@transaction.atomic
def undo(*, purge: Purge, reason: str, actor: str, now: datetime) -> Purge:
    """Start to put everything back; a draft, and what has removed nothing yet, is at once put aside.

    :raises PurgeRefused: once it is erased, undone, or being undone.
    """
    purge = locked(purge)
    if not purge.may_be_undone:
        raise PurgeRefused(f"It is {purge.get_state_display().lower()} and cannot be undone.")
    purge.state, purge.undone_by = Purge.State.UNDOING, actor
    purge.save(update_fields=["state", "undone_by"])
    audit.record(actor=actor, action="undo purge", subject=str(purge), reason=reason, now=now)
    if purge.projects.to_undo().exists() or purge.accounts.to_undo().exists():
        work_soon(purge)
    else:
        _finish(purge, now=now)
    return purge


def step(purge: Purge, *, now: datetime) -> bool:
    """One batch, in the caller's transaction; False once all is back."""
    if projects := list(purge.projects.to_undo().order_by("project_id")[:BATCH]):
        _restore(purge, projects, now=now)
    elif accounts := list(purge.accounts.to_undo().order_by("user_id")[:BATCH]):
        _unfreeze(accounts, now=now)
    else:
        _finish(purge, now=now)
        return False
    return True


def _restore(purge: Purge, members: list[PurgedProject], *, now: datetime) -> None:
    by_project = {member.project_id: member for member in members}
    cases = list(Case.objects.select_for_update(no_key=True).filter(project__in=by_project).order_by("pk"))
    _reopen_reports(members)
    _reopen_cases(cases, by_project)
    labels.retract_many([pk for member in members if (pk := member.before["label"])], now=now)
    removed = {
        member.project_id: member.done_at for member in members if member.before["removed"] and member.done_at
    }
    bulk_removal.restore_all(removed=removed, actor=purge.undone_by, reason=f"{purge} undone", now=now)
    PurgedProject.objects.filter(pk__in=[member.pk for member in members]).update(undone_at=now)


def _reopen_reports(members: list[PurgedProject]) -> None:
    """Those that the purge settled, but where their reporter has reported the project anew since."""
    settled = [pk for member in members for pk in member.before["reports"]]
    anew = Report.objects.filter(project=OuterRef("project"), reporter=OuterRef("reporter"), settled_at=None)
    reports = Report.objects.filter(~Exists(anew), pk__in=settled)
    Report.objects.filter(pk__in=list(reports.values_list("pk", flat=True))).update(
        settled_at=None, outcome=""
    )


def _reopen_cases(cases: list[Case], members: dict[int, PurgedProject]) -> None:
    """Those that are as the purge left them."""
    changed = []
    for case in cases:
        member = members[case.project_id]
        before = member.before["case"]
        if before and case.settled_at == member.done_at:
            case.settled_at, case.open_reports = None, before["open_reports"]
            case.changed_at = parse_datetime(before["changed_at"]) or case.changed_at
            changed.append(case)
    Case.objects.bulk_update(changed, ["settled_at", "open_reports", "changed_at"])
    traits.bring_back([case.pk for case in changed])


def _unfreeze(members: list[PurgedAccount], *, now: datetime) -> None:
    freezing.unfreeze_all(user_ids=[member.user_id for member in members if member.before["frozen"]])
    PurgedAccount.objects.filter(pk__in=[member.pk for member in members]).update(undone_at=now)


def _finish(purge: Purge, *, now: datetime) -> None:
    purge.state = Purge.State.UNDONE
    purge.save(update_fields=["state"])
    after = {"projects": purge.projects.done().count(), "accounts": purge.accounts.done().count()}
    audit.record(actor=purge.undone_by, action="purge undone", subject=str(purge), after=after, now=now)
