"""Putting back what a purge changed: every row gets what it had, in batches as they went.

Where two purges have the same member, the rule of `overlap` holds: it comes back with the last of them.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.dateparse import parse_datetime

from accounts import freezing
from accounts.models import User
from classifier import labels
from index import bulk_removal
from index.models import Project
from moderation import audit
from moderation.models import Case, Purge, PurgedProject, Report
from moderation.purges import letters, overlap
from moderation.queue import traits

BATCH = 250


def step(purge: Purge, *, now: datetime) -> bool:
    """One batch, in the caller's transaction; False once all is back."""
    if ids := list(
        purge.projects.to_undo().order_by("project_id").values_list("project_id", flat=True)[:BATCH]
    ):
        _restore(purge, ids, now=now)
    elif ids := list(purge.accounts.to_undo().order_by("user_id").values_list("user_id", flat=True)[:BATCH]):
        _unfreeze(purge, ids, now=now)
    else:
        finish(purge, now=now)
        return False
    return True


def finish(purge: Purge, *, now: datetime) -> None:
    purge.state = Purge.State.UNDONE
    purge.save(update_fields=["state"])
    letters.tell_undone(purge)
    after = {"projects": purge.projects.done().count(), "accounts": purge.accounts.done().count()}
    if kept := purge.projects.kept_gone().count() + purge.accounts.kept_gone().count():
        after["stay gone with other purges"] = kept
    audit.record(actor=purge.undone_by, action="purge undone", subject=str(purge), after=after, now=now)


def _restore(purge: Purge, project_ids: list[int], *, now: datetime) -> None:
    # Cases before projects, as verdicts and triage take them. With the projects locked no other purge removes or
    # restores them, so what the members say now holds until the commit.
    cases = list(Case.objects.select_for_update(no_key=True).filter(project__in=project_ids).order_by("pk"))
    _lock(Project.objects.filter(pk__in=project_ids))
    members = list(purge.projects.filter(project__in=project_ids))
    coming_back = overlap.not_kept_gone(members)
    _reopen_reports(coming_back)
    _reopen_cases(cases, coming_back)
    labels.retract_many([pk for member in members if (pk := member.before["label"])], now=now)
    removed = {member.project_id: at for member in coming_back if (at := member.removed_project_at)}
    bulk_removal.restore_all(removed=removed, actor=purge.undone_by, reason=f"{purge} undone", now=now)
    purge.projects.filter(project__in=project_ids).update(undone_at=now)


def _unfreeze(purge: Purge, user_ids: list[int], *, now: datetime) -> None:
    _lock(User.objects.filter(pk__in=user_ids))
    members = overlap.not_kept_gone(list(purge.accounts.filter(user__in=user_ids)))
    freezing.unfreeze_all(frozen={member.user_id: at for member in members if (at := member.froze_at)})
    purge.accounts.filter(user__in=user_ids).update(undone_at=now)


def _lock(rows: QuerySet) -> None:
    """In the order of their ids, as every verb on many of them."""
    list(rows.select_for_update(no_key=True).order_by("pk").values("pk"))


def _reopen_reports(members: list[PurgedProject]) -> None:
    """Those that the purge settled, of each reporter the newest, unless they have reported the project anew since."""
    settled = [pk for member in members for pk in member.before["reports"]]
    anew = Report.objects.filter(project=OuterRef("project"), reporter=OuterRef("reporter"), settled_at=None)
    reports = Report.objects.filter(~Exists(anew), pk__in=settled).order_by("pk")
    newest = {
        (project, reporter): pk for pk, project, reporter in reports.values_list("pk", "project", "reporter")
    }
    Report.objects.filter(pk__in=newest.values()).update(settled_at=None, outcome="")


def _reopen_cases(cases: list[Case], members: list[PurgedProject]) -> None:
    """Those that are as the purge left them."""
    by_project = {member.project_id: member for member in members}
    changed = []
    for case in cases:
        member = by_project.get(case.project_id)
        if member and member.before["case"] and case.settled_at == member.settled_case_at:
            before = member.before["case"]
            case.settled_at, case.open_reports = None, before["open_reports"]
            case.changed_at = parse_datetime(before["changed_at"]) or case.changed_at
            changed.append(case)
    Case.objects.bulk_update(changed, ["settled_at", "open_reports", "changed_at"])
    traits.bring_back([case.pk for case in changed])
