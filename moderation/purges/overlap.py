"""Purges that share a project or an account: it is gone while one of them has it, and comes back with the last.

The purge that removes a project writes down that it did; a later one finds it gone and writes down that. When the
first is undone while the later one stands, the project stays gone, and what the first knew of how it was before
(removed by it and when, case, reports, label) passes to the later one, whose undoing then puts it back. Undone the
other way round, the later one has nothing to put back and the first does it. So after both are undone all is as it
was, whichever went first, and meanwhile nothing comes back that a purge still wants gone; accounts likewise.

An erased purge can never be undone, so what passes to it stays gone, and the timer erases that too. A purge that ran
before the member was gone (somebody had restored it since) has no say: what later removed it puts it back.

Call these with the rows of the projects, or the accounts, locked: every purge takes those locks before it writes.
"""

from typing import TypeVar

from moderation.models import PurgedAccount, PurgedProject

M = TypeVar("M", PurgedProject, PurgedAccount)


def not_kept_gone(members: list[M]) -> list[M]:
    """Hand to the purges that stand what these members know, and leave those to be put back."""
    heirs = _heirs(members)
    for member in members:
        if heir := heirs.get(member.thing_id):
            heir.inherit(member)
            member.before |= {"kept_by": heir.purge_id}
    if heirs:
        model = type(members[0])
        changed: list[M] = [member for member in members if member.thing_id in heirs]
        changed += heirs.values()
        model.objects.bulk_update(changed, model.PASSED_ON)
    return [member for member in members if member.thing_id not in heirs]


def _heirs(members: list[M]) -> dict[int, M]:
    """By project or account: of the purges that stand and found it gone, the first."""
    since = {member.thing_id: at for member in members if (at := member.gone_since)}
    if not since:
        return {}
    model = type(members[0])
    others = model.objects.to_undo().filter(**{f"{model.THING}__in": since}).select_related("purge")
    others = others.exclude(purge=members[0].purge_id).order_by("-purge_id")
    return {
        other.thing_id: other for other in others if (at := other.done_at) and at >= since[other.thing_id]
    }
