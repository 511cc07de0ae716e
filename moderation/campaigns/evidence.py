"""How strongly an upload belongs to a group, in log-odds, by how rare what they share is elsewhere. Pure.

Of each kind only the strongest key counts, since keys of one kind come together; over the kinds the weights are added
(naive Bayes). A key weighs log(part of the group's accounts that have it / part of all others that have it), never
more than its kind's limit. Strong kinds reach the line alone; weak ones only together.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from moderation.campaigns.keys import Kind

LINE: Final = 6.0  # from here on it belongs to the group: 400 to 1
MERGE_LINE: Final = 8.0  # from here on to both of two groups, they are one
# On the first day little is known of what is common: as if there were so many accounts.
ACCOUNTS_ASSUMED: Final = 1000
HONEST_COUNTS_FOR: Final = 3  # accounts of whom nothing good is known
NEARLY_SAME: Final = 0.9
LIMITS: Final = {
    Kind.HOST: 7.0,
    Kind.FILE: 7.0,
    Kind.CONTENTS: 7.0,
    Kind.ACCOUNT: 4.0,
    Kind.EMPTY: 2.5,
    Kind.MAIL: 3.5,
    Kind.NETWORK: 2.5,
    Kind.NAME: 1.5,
    Kind.WORDS: 2.0,
    Kind.SIGNUP: 1.0,
    Kind.PROVIDER: 2.0,
}
STRONG: Final = frozenset({Kind.HOST, Kind.FILE, Kind.CONTENTS})
TEXT: Final = ((NEARLY_SAME, 8.0), (0.7, 5.0), (0.5, 2.0))  # what so much of equal text weighs


@dataclass(frozen=True, slots=True)
class Seen:
    """How many accounts have a key here, and how many of them a sign of innocence."""

    accounts: int
    honest: int


@dataclass(frozen=True, slots=True)
class Shared:
    """A key that upload and group share. `accounts`: of the group, those that have it."""

    kind: Kind
    seen: Seen
    accounts: int


@dataclass(frozen=True, slots=True)
class TextShared:
    """`similarity` to the group's nearest member; `honest`: accounts with a sign of innocence that say the same."""

    similarity: float = 0.0
    accounts: int = 0
    honest: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """`total` in log-odds. `is_strong`: one thing alone reaches the line."""

    total: float
    is_strong: bool

    @property
    def belongs(self) -> bool:
        return self.total >= LINE


def weigh(shared: Iterable[Shared], text: TextShared, *, group_accounts: int, all_accounts: int) -> Evidence:
    """What speaks for an upload being of a group of `group_accounts`."""
    by_kind: dict[Kind, float] = {}
    for key in shared:
        weight = weight_of(key, group_accounts=group_accounts, all_accounts=all_accounts)
        by_kind[key.kind] = max(weight, by_kind.get(key.kind, 0.0))
    said = weight_of_text(text)
    strongest = max([said, *_of(STRONG, by_kind)])
    return Evidence(sum(by_kind.values()) + said, strongest >= LINE)


def weight_of(key: Shared, *, group_accounts: int, all_accounts: int) -> float:
    """0 for what as many honest accounts have as accounts of the group: it tells nothing of either."""
    limit = LIMITS.get(key.kind, 0.0)
    if not limit or key.seen.honest >= max(key.accounts, 1):
        return 0.0
    inside = (key.accounts + 0.5) / (group_accounts + 1)
    others = max(key.seen.accounts - key.accounts, 0) + HONEST_COUNTS_FOR * key.seen.honest + 0.5
    outside = others / max(all_accounts, ACCOUNTS_ASSUMED)
    return min(max(math.log(inside / outside), 0.0), limit)


def weight_of_text(text: TextShared) -> float:
    """A text that honest accounts have too weighs by how many of those who have it are of the group."""
    said = next((weight for least, weight in TEXT if text.similarity >= least), 0.0)
    if not said:
        return 0.0
    return said * text.accounts / (text.accounts + text.honest)


def _of(kinds: Iterable[Kind], weights: Mapping[Kind, float]) -> list[float]:
    return [weights.get(kind, 0.0) for kind in kinds]
