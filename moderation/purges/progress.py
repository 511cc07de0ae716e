"""How far a purge, or its undoing, has come: a query, so that it is right whoever works and whoever died."""

from dataclasses import dataclass

from moderation.models import Purge


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    projects: int  # removed now
    accounts: int  # frozen now


def progress_of(purge: Purge) -> Progress:
    """Members that are gone, of all that are ticked; once it is undone, those that are back of all that were gone."""
    kinds = (purge.projects, purge.accounts)
    gone = [kind.to_undo().count() for kind in kinds]
    were_gone = sum(kind.done().count() for kind in kinds)
    if purge.state in {Purge.State.UNDOING, Purge.State.UNDONE}:
        return Progress(were_gone - sum(gone), were_gone, *gone)
    return Progress(were_gone, sum(kind.filter(ticked=True).count() for kind in kinds), *gone)
