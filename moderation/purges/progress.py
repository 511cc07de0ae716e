"""How far a purge, or its undoing, has come: a query, so that it is right whoever works and whoever died."""

from dataclasses import dataclass

from moderation.models import Purge


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    projects: int  # removed now
    accounts: int  # frozen by it now
    kept: int = 0  # undone, and gone all the same: other purges have them too

    @property
    def back(self) -> int:
        return self.done - self.kept


def progress_of(purge: Purge) -> Progress:
    """Members that are gone, of all that are ticked; once it is undone, those that are back of all that were gone."""
    kinds = (purge.projects, purge.accounts)
    projects, accounts = (kind.to_undo().count() for kind in kinds)
    were_gone = sum(kind.done().count() for kind in kinds)
    if purge.state in {Purge.State.UNDOING, Purge.State.UNDONE}:
        kept = sum(kind.kept_gone().count() for kind in kinds)
        return Progress(were_gone - projects - accounts, were_gone, projects, accounts, kept)
    return Progress(were_gone, sum(kind.filter(ticked=True).count() for kind in kinds), projects, accounts)


def counts_of(purge: Purge) -> dict[str, int]:
    """Members that it has been done to, for the audit."""
    return {"projects": purge.projects.done().count(), "accounts": purge.accounts.done().count()}
