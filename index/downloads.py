"""How often a project's files were fetched, by day: what this index sent itself, or let nginx or a bucket send.

What a cache or a mirror in front of it sends is not counted. A read writes one line to a file of its minute and
process, never a row: readers must not wait for a database that is writing. A task folds minutes that are over into
rows; a worker that dies in the middle of a minute counts that minute twice.
"""

import logging
import os
import socket
from collections import Counter
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Sum

from index.models import DailyDownloads, Project

KEPT_DAYS = 90
MINUTE = "%Y-%m-%dT%H%M"
OVER_AFTER = timedelta(minutes=2)  # then nobody writes to the file of a minute any more
BATCH = 500

logger = logging.getLogger(__name__)


def note(project_id: int, *, now: datetime) -> None:
    """Count one download. A disk that is full loses the count, and no reader notices."""
    try:
        _append(project_id, now)
    except OSError:
        logger.exception("a download is not counted")


def fold(*, now: datetime) -> int:
    """Fold the minutes that are over into rows, and forget old days; how many downloads there were."""
    DailyDownloads.objects.filter(day__lt=(now - timedelta(days=KEPT_DAYS)).date()).delete()
    over = f"{(now - OVER_AFTER).astimezone(UTC):{MINUTE}}"
    return sum(_fold(path) for path in sorted(_folder().iterdir()) if path.name < over)


def since(day: date, project_ids: Collection[int] | QuerySet) -> int:
    """Downloads of all these projects together, from `day` on."""
    rows = DailyDownloads.objects.filter(project__in=project_ids, day__gte=day)
    return rows.aggregate(together=Sum("count"))["together"] or 0


def _append(project_id: int, now: datetime) -> None:
    name = f"{now.astimezone(UTC):{MINUTE}}.{socket.gethostname()}.{os.getpid()}"
    file = os.open(_folder() / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, f"{project_id}\n".encode())  # one call: lines of threads do not mix
    finally:
        os.close(file)


def _folder() -> Path:
    return settings.DATA_DIR / "downloads"


def _fold(path: Path) -> int:
    day = datetime.strptime(path.name.partition(".")[0], MINUTE).replace(tzinfo=UTC).date()
    counts = Counter(int(line) for line in path.read_text().split())
    with transaction.atomic():
        known = set(Project.objects.filter(pk__in=counts).values_list("pk", flat=True))
        rows = DailyDownloads.objects.select_for_update().filter(day=day, project__in=known).order_by("pk")
        counted = {row.project_id: row for row in rows}
        for project_id, row in counted.items():
            row.count += counts[project_id]
        DailyDownloads.objects.bulk_update(counted.values(), ["count"], batch_size=BATCH)
        DailyDownloads.objects.bulk_create(
            [DailyDownloads(project_id=pk, day=day, count=counts[pk]) for pk in known - counted.keys()],
            batch_size=BATCH,
        )
    path.unlink(missing_ok=True)
    return counts.total()
