"""The audit as files: each row by itself, so that a million of them take no more memory than one."""

import csv
import json
from collections.abc import Iterator

from django.db.models import QuerySet

from moderation.models import AuditEntry

FIELDS = ("id", "at", "actor", "action", "subject", "reason", "before", "after")
ROWS_AT_ONCE = 1000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Line:
    """What csv writes to: it hands each line back."""

    def write(self, text: str) -> str:
        return text


def as_csv(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(FIELDS)
    for row in _rows(entries):
        yield writer.writerow([as_cell(value) for value in row.values()])


def as_json_lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    for row in _rows(entries):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def as_cell(value: object) -> str:
    """Text that a spreadsheet shows and never runs: names and reasons are what strangers typed."""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _rows(entries: QuerySet[AuditEntry]) -> Iterator[dict]:
    for row in entries.values(*FIELDS).iterator(chunk_size=ROWS_AT_ONCE):
        yield row | {"at": row["at"].isoformat()}
