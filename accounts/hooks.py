"""How a low app asks or tells a high one: a settings list names the functions, neither imports the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts import refusal_counts


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a gate refuses: a stable code to count by, and one sentence that says what to do next."""

    code: str
    sentence: str
    status: int = 403
    help_anchor: str = ""
    retry_after_seconds: int | None = None

    @property
    def message(self) -> str:
        """The sentence, with the address that explains it."""
        if not self.help_anchor:
            return self.sentence
        return f"{self.sentence} See {settings.SITE_URL}/help/#{self.help_anchor}"


Gate = Callable[[object], Refusal | None]


def first_refusal(setting: str, attempt: object) -> Refusal | None:
    """The first refusal among the gates that `setting` lists, counted by its code; None when all agree."""
    refusal = foreseen_refusal(setting, attempt)
    if refusal:
        refusal_counts.add_one(gates=setting, code=refusal.code)
    return refusal


def foreseen_refusal(setting: str, attempt: object) -> Refusal | None:
    """What `first_refusal` would say, to show before anything is tried; a look is not counted."""
    return next((refusal for gate in _functions(setting) if (refusal := gate(attempt))), None)


def concerns(setting: str) -> list[str]:
    """What any function that `setting` lists has to say, a sentence each; nothing where all is well."""
    return [sentence for function in _functions(setting) if (sentence := function())]


def announce(setting: str, pk: int) -> None:
    """Tell every listener that `setting` lists; only a primary key crosses the seam."""
    for listener in _functions(setting):
        listener(pk)


def announce_after_commit(setting: str, pk: int) -> None:
    """Tell every listener once the transaction is committed; what fails there is logged and undoes nothing.

    What they do must also be found to be done by a sweeper: the process may die before it tells them.
    """
    # A lambda: Django logs a failure by the function's name, which a partial has not.
    transaction.on_commit(lambda: announce(setting, pk), robust=True)


def _functions(setting: str) -> Iterator[Callable]:
    return (import_string(path) for path in getattr(settings, setting))
