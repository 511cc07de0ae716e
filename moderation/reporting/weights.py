"""What reports are worth: pure arithmetic on how earlier reports of the same people ended.

A weight is a difference of log-odds (natural logarithm), the unit of a score's reasons: what a report adds to the
log-odds that its subject is spam. Accuracy is smoothed: a reporter begins with a few reports that nobody made, as many
and as good as their standing lets expect, so that one lucky guess makes no expert and one mistake no liar.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from accounts.standing import Standing

# Upheld and dismissed reports that each standing begins with (a Beta prior): right in 6, 8 and 9 of 10.
PRIORS = {Standing.NEWCOMER: (3, 2), Standing.ESTABLISHED: (4, 1), Standing.TRUSTED: (9, 1)}
CALLED = {
    Standing.NEWCOMER: "a newcomer",
    Standing.ESTABLISHED: "an established account",
    Standing.TRUSTED: "a trusted account",
}
LARGEST_WEIGHT = 3.0  # of one report: odds of 20 to 1
LARGEST_SUM = 6.0  # of all reports of one subject: odds of 400 to 1
EACH_LINKED_HALVES = 0.5  # what a report counts, after one of somebody linked with its reporter
JOINED_TOGETHER = timedelta(hours=1)
# Where everybody has their mail, a domain in common links nobody.
PROVIDERS = frozenset(
    (
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "mail.ru",
        "inbox.ru",
        "yandex.ru",
        "qq.com",
        "163.com",
        "126.com",
        "foxmail.com",
        "fastmail.com",
        "zoho.com",
    )
)


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a reporter: how their settled reports ended, and what may link them with others."""

    upheld: int
    dismissed: int
    standing: Standing
    joined_at: datetime
    addresses: frozenset[str] = frozenset()

    @property
    def settled(self) -> int:
        return self.upheld + self.dismissed

    @property
    def accuracy(self) -> float:
        """0 to 1, neither of them ever: the expected share of reports that are upheld."""
        upheld, dismissed = PRIORS[self.standing]
        return (self.upheld + upheld) / (self.settled + upheld + dismissed)

    @property
    def weight(self) -> float:
        """What a report by them adds; 0 for who is wrong as often as right, for a bad report says nothing at all."""
        odds = self.accuracy / (1 - self.accuracy)
        return min(max(math.log(odds), 0.0), LARGEST_WEIGHT)

    @property
    def arithmetic(self) -> str:
        """How the weight came about, in words."""
        upheld, dismissed = PRIORS[self.standing]
        earlier = (
            f"{self.upheld} of {self.settled} earlier reports upheld"
            if self.settled
            else "no report settled yet"
        )
        return (
            f"{earlier}, {CALLED[self.standing]} begins with {upheld} of {upheld + dismissed}: "
            f"({self.upheld} + {upheld}) / ({self.settled} + {upheld + dismissed}) = {self.accuracy:.2f} "
            f"→ {self.weight:+.2f}{self._bound}"
        )

    @property
    def _bound(self) -> str:
        if self.accuracy <= 1 / 2:
            return " (right no more often than wrong counts nothing)"
        return " (the most one report counts)" if self.weight >= LARGEST_WEIGHT else ""


def counted(records: Mapping[int, Record]) -> dict[int, float]:
    """What each report of one subject counts, by reporter.

    Among reporters who are linked the heaviest counts in full, the next half, the next a quarter: however many
    accounts one person has, together they count less than two.
    """
    weights: dict[int, float] = {}
    for group in linked(records):
        by_weight = sorted(group, key=lambda reporter: (-records[reporter].weight, reporter))
        for place, reporter in enumerate(by_weight):
            weights[reporter] = records[reporter].weight * EACH_LINKED_HALVES**place
    return weights


def total(records: Mapping[int, Record]) -> float:
    """What all reports of one subject add together, at most LARGEST_SUM."""
    return min(sum(counted(records).values()), LARGEST_SUM)


def linked(records: Mapping[int, Record]) -> list[list[int]]:
    """The reporters in groups: who joined within an hour of one another, or shares a mailbox or a mail domain."""
    by_joining = sorted(records, key=lambda reporter: (records[reporter].joined_at, reporter))
    pairs = [
        (one, other)
        for one, other in pairwise(by_joining)
        if records[other].joined_at - records[one].joined_at <= JOINED_TOGETHER
    ]
    pairs += _with_the_same({reporter: _keys(record) for reporter, record in records.items()})
    return _groups(records, pairs)


def _keys(record: Record) -> set[str]:
    """Mailboxes, and the domains that are not everybody's."""
    mailboxes = {_mailbox(address) for address in record.addresses}
    return mailboxes | {domain for box in mailboxes if (domain := box.rpartition("@")[2]) not in PROVIDERS}


def _mailbox(address: str) -> str:
    """Whose mail it is: `ann+1@…` and `ann@…` are one person's."""
    local, _, domain = address.strip().lower().rpartition("@")
    local = local.partition("+")[0]
    return f"{local.replace('.', '') if domain == 'gmail.com' else local}@{domain}"


def _with_the_same(keys: Mapping[int, Iterable[Hashable]]) -> list[tuple[int, int]]:
    first: dict[Hashable, int] = {}
    return [(first.setdefault(key, reporter), reporter) for reporter, of in keys.items() for key in of]


def _groups(members: Iterable[int], pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Who is connected by the pairs, at any number of steps."""
    group_of = {member: [member] for member in members}
    for one, other in pairs:
        ours, theirs = group_of[one], group_of[other]
        if ours is not theirs:
            ours.extend(theirs)
            group_of.update(dict.fromkeys(theirs, ours))
    return [group for member, group in group_of.items() if group[0] == member]
