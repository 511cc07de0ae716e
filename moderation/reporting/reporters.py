"""The records of those who report, read in a fixed number of queries for however many."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Count, Q

from accounts.models import User
from accounts.standings import standings_of
from moderation.models import Report
from moderation.reporting import weights
from moderation.reporting.weights import Record

# A subject has mostly one report; a flood of them is judged by its first, which reach the largest sum by far.
WEIGHED = 200


@dataclass(frozen=True, slots=True)
class Weighed:
    """An open report, with what it counts and why."""

    report: Report
    counts: float
    record: Record

    @property
    def is_linked(self) -> bool:
        """Whether it counts less because somebody linked with its reporter reports the same."""
        return self.counts < self.record.weight


def records_of(user_ids: Collection[int], *, now: datetime) -> dict[int, Record]:
    """By id of the reporter."""
    if not user_ids:
        return {}
    upheld, dismissed = (Count("reports", Q(reports__outcome=outcome)) for outcome in Report.Outcome)
    people = User.objects.filter(pk__in=user_ids).annotate(upheld=upheld, dismissed=dismissed)
    addresses: dict[int, set[str]] = {}
    for user_id, email in EmailAddress.objects.filter(user__in=user_ids).values_list("user_id", "email"):
        addresses.setdefault(user_id, set()).add(email)
    standings = standings_of(user_ids, now=now)
    return {
        pk: Record(
            upheld=upheld_count,
            dismissed=dismissed_count,
            standing=standings[pk],
            joined_at=joined_at,
            addresses=frozenset(addresses.get(pk, ())),
        )
        for pk, joined_at, upheld_count, dismissed_count in people.values_list(
            "pk", "date_joined", "upheld", "dismissed"
        )
    }


def weight_of(reports: Iterable[Report], *, now: datetime) -> float:
    """What these reports of one subject add together."""
    return weights.total(records_of({report.reporter_id for report in reports}, now=now))


def weighed(reports: Collection[Report], *, now: datetime) -> dict[int, Weighed]:
    """Each of these open reports with what it counts, by id; reports of many subjects, all read at once."""
    records = records_of({report.reporter_id for report in reports}, now=now)
    subjects: dict[tuple[int | None, int | None], list[Report]] = {}
    for report in reports:
        subjects.setdefault((report.project_id, report.account_id), []).append(report)
    found = {}
    for of_one in subjects.values():
        counts = weights.counted({report.reporter_id: records[report.reporter_id] for report in of_one})
        for report in of_one:
            found[report.pk] = Weighed(report, counts[report.reporter_id], records[report.reporter_id])
    return found
