"""Signs of innocence: what speaks for one member of a group, whatever the others are. Pure.

A member with one is shown apart, is never ticked by itself, is never held because of its campaign, and teaches the
campaign nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from accounts.standing import Standing
from classifier.documents import Document
from classifier.links import parse

OLD_ACCOUNT_DAYS: Final = 180
SOME_MODULES: Final = 2
HARMLESS: Final = 0.1  # of what holds code; what is empty says too little to be told from spam by its score


@dataclass(frozen=True, slots=True)
class History:
    """What was found out about the project and its owner before."""

    was_judged_honest: bool = False
    is_exempt: bool = False
    has_honest_projects: bool = False


def signs_of(document: Document, spam_probability: float, history: History) -> list[str]:
    """What speaks for it, a sentence each, strongest first; mostly nothing."""
    return [*_of_history(history), *_of_owner(document), *_of_content(document, spam_probability)]


def _of_history(history: History) -> Iterator[str]:
    if history.was_judged_honest:
        yield "It was judged not spam."
    if history.is_exempt:
        yield "A person found this text of this owner honest."
    if history.has_honest_projects:
        yield "Its owner has a project that was judged not spam."


def _of_owner(document: Document) -> Iterator[str]:
    account = document.account
    if account is None or account.earlier_spam_verdicts:
        return
    if account.standing != Standing.NEWCOMER:
        yield f"Its owner is {account.standing}."
    if account.age_days >= OLD_ACCOUNT_DAYS:
        yield f"Its owner's account is {account.age_days:.0f} days old."


def _of_content(document: Document, spam_probability: float) -> Iterator[str]:
    """What anybody can put into a file counts only where the model finds the rest of it harmless as well."""
    modules = max((file.python_modules or 0 for file in document.files), default=0)
    if spam_probability >= HARMLESS or modules < SOME_MODULES:
        return
    yield f"It holds {modules} modules of code, and the model finds it harmless."
    if document.dependencies_here:
        yield "It builds on projects of this index."
    if any(
        link.is_repository and link.names(document.name) for _, url in document.links if (link := parse(url))
    ):
        yield "It links to a repository of its own name."
