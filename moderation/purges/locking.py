"""A purge's row, locked: whoever has it changes its state, and no batch runs meanwhile."""

from moderation.models import Purge


def locked(purge: Purge) -> Purge:
    """Its row as it is now, in the caller's transaction."""
    return Purge.objects.select_for_update().get(pk=purge.pk)
