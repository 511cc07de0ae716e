"""The counters of keys: moved by one statement each, on both databases, as uploads come."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import connection

from moderation.campaigns.keys import Key
from moderation.campaigns.models import SeenKey, Sighting

Row = Sequence[int | str]


def remember(
    keys: Mapping[int, Key], *, account_id: int, is_honest: bool, at: datetime
) -> dict[int, SeenKey]:
    """Write down that an account was seen with these keys, by id; the keys as they count now. Twice counts once."""
    known = set(Sighting.objects.filter(account=account_id, key__in=keys).values_list("key_id", flat=True))
    if new := sorted(keys.keys() - known):
        moment = connection.ops.adapt_datetimefield_value(at)
        _add(
            "moderation_seenkey",
            ("id", "kind", "value", "accounts", "honest", "last_at"),
            [(pk, keys[pk].kind, keys[pk].value, 1, int(is_honest), moment) for pk in new],
            counts=("accounts", "honest"),
            replaced=("last_at",),
            unique=("id",),
        )
        Sighting.objects.bulk_create(
            Sighting(key_id=pk, account_id=account_id, at=at, is_honest=is_honest) for pk in new
        )
    return SeenKey.objects.in_bulk(list(keys))


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
