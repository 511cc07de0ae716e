"""The counters of keys: moved by one statement each, on both databases, as uploads come."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from moderation.campaigns.keys import Key
from moderation.campaigns.models import SeenKey, Sighting

Row = Sequence[int | str | None]


@dataclass(frozen=True, slots=True)
class Seen:
    """An account was seen with keys, given by id; `is_honest`: with a sign of innocence."""

    account_id: int
    keys: Mapping[int, Key]
    is_honest: bool
    at: datetime


def remember(sights: Collection[Seen]) -> dict[int, SeenKey]:
    """Write down who was seen with what, for all at once; the keys as they count now. Twice counts once."""
    pairs = {(pk, seen.account_id): seen for seen in sights for pk in seen.keys}
    keys = {pk: key for seen in sights for pk, key in seen.keys.items()}
    known = Sighting.objects.filter(key__in=keys, account__in={seen.account_id for seen in sights})
    new = sorted(pairs.keys() - set(known.values_list("key_id", "account_id")))
    by_key: dict[int, list[Seen]] = defaultdict(list)
    for pk, account_id in new:
        by_key[pk].append(pairs[pk, account_id])
    _add(
        "moderation_seenkey",
        ("id", "kind", "value", "accounts", "honest", "last_at"),
        [_row(pk, keys[pk], seen) for pk, seen in by_key.items()],
        counts=("accounts", "honest"),
        replaced=("last_at",),
        unique=("id",),
    )
    Sighting.objects.bulk_create(
        Sighting(
            key_id=pk, account_id=account, at=pairs[pk, account].at, is_honest=pairs[pk, account].is_honest
        )
        for pk, account in new
    )
    return SeenKey.objects.in_bulk(list(keys))


def _row(pk: int, key: Key, seen: Collection[Seen]) -> Row:
    last_at = connection.ops.adapt_datetimefield_value(max(one.at for one in seen))
    return (pk, key.kind, key.value, len(seen), sum(one.is_honest for one in seen), last_at)


def add_to_campaign(campaign_id: int, *, key_ids: Collection[int], new_to_it: Collection[int]) -> None:
    """A project more has these keys; of `new_to_it` an account more."""
    _add(
        "moderation_campaignkey",
        ("campaign_id", "key_id", "accounts", "projects"),
        [(campaign_id, pk, int(pk in new_to_it), 1) for pk in sorted(key_ids)],
        counts=("accounts", "projects"),
        unique=("campaign_id", "key_id"),
    )


def pour(source_id: int, target_id: int) -> None:
    """Add the counters of one campaign to another's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO moderation_campaignkey (campaign_id, key_id, accounts, projects) "
            "SELECT %s, key_id, accounts, projects FROM moderation_campaignkey WHERE campaign_id = %s "
            "ON CONFLICT (campaign_id, key_id) DO UPDATE SET "
            "accounts = moderation_campaignkey.accounts + excluded.accounts, "
            "projects = moderation_campaignkey.projects + excluded.projects",
            [target_id, source_id],
        )
        cursor.execute("DELETE FROM moderation_campaignkey WHERE campaign_id = %s", [source_id])


def _add(
    table: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    counts: Sequence[str],
    unique: Sequence[str],
    replaced: Sequence[str] = (),
) -> None:
    """Insert rows, or add their counts to those that are there. The ORM can only replace on a conflict."""
    if not rows:
        return
    marks = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(rows))
    changes = [f"{name} = {table}.{name} + excluded.{name}" for name in counts]
    changes += [f"{name} = excluded.{name}" for name in replaced]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES {marks} "  # noqa: S608 - names of ours
            f"ON CONFLICT ({', '.join(unique)}) DO UPDATE SET {', '.join(changes)}",
            [value for row in rows for value in row],
        )
