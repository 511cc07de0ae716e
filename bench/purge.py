"""How long a purge and its undoing take: `python -m bench.purge`.

Fills a scratch database with synthetic spam among honest projects, with published simple pages, and purges it as a
worker does: a file in a scratch folder by default, a database of its own on the server that DATABASE_URL names.
"""

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import search
from bench.table import Table

NOW = datetime(2026, 2, 17, tzinfo=UTC)
UNDO_FACTOR = 2
MEMORY_MB = 50  # that a worker may grow by, whatever the size of the purge
WAVES = {  # name: projects, accounts, files of each, seconds
    "wave": (1_500, 250, 1, 10),
    "flood": (10_000, 250, 10, 60),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--honest", type=int, default=10_000, help="projects that stay")
    options = parser.parse_args()
    search.SCRATCH = "gatehouse_bench_purge"
    with tempfile.TemporaryDirectory(prefix="gatehouse-bench-") as folder:
        search.set_up(Path(folder), again=False)
        try:
            table = Table()
            fill("honest", options.honest, 100, 1)
            for name, (projects, accounts, files, seconds) in WAVES.items():
                fill(name, projects, accounts, files)
                measure(table, name, bar=seconds)
            table.print()
            return 0 if table.is_met else 1
        finally:
            search.tear_down()


def fill(prefix: str, projects: int, accounts: int, files: int) -> None:
    """Rows as uploads leave them, and a published page of each project."""
    from accounts.models import User
    from index.distributions import names
    from index.models import DistributionFile, Project, Release, Role
    from index.simple import published

    users = User.objects.bulk_create(
        User(username=f"{prefix}{number}", email=f"{number}@{prefix}.example", date_joined=NOW)
        for number in range(accounts)
    )
    rows = Project.objects.bulk_create(
        Project(
            name=f"{prefix}-{number}",
            normalized_name=f"{prefix}-{number}",
            confusable_key=names.confusable_key(f"{prefix}-{number}"),
            listed=True,
            created_at=NOW,
        )
        for number in range(projects)
    )
    Role.objects.bulk_create(
        Role(project=row, user=users[number % accounts], kind=Role.Kind.OWNER)
        for number, row in enumerate(rows)
    )
    releases = Release.objects.bulk_create(
        Release(
            project=row,
            version="1.0",
            summary="Watch films",
            description="films " * 200,
            description_html="",
            metadata={"requires_dist": ["requests>=2"]},
            created_at=NOW,
        )
        for row in rows
    )
    for row in rows:
        published.publish(row.normalized_name, {"html": b"x", "json": b"{}"}, serial=1, changed_second=1)
    DistributionFile.objects.bulk_create(
        (
            DistributionFile(
                release=release,
                filename=f"{release.project.normalized_name.replace('-', '_')}-1.0-py{number}-none-any.whl",
                kind=DistributionFile.Kind.WHEEL,
                size_bytes=5000,
                sha256=f"{release.pk * 100 + number:064x}",
                blake2b_256="b" * 64,
                md5="c" * 32,
                metadata_sha256="d" * 64,
                uploaded_at=NOW,
            )
            for release in releases
            for number in range(files)
        ),
        batch_size=5000,
    )


def measure(table: Table, prefix: str, *, bar: float) -> None:
    from django.utils import timezone

    from index.models import Project
    from moderation.purges import confirm, draft, run, selection, undo
    from moderation.purges.reach import reach_of
    from moderation.purges.selection import Filter

    names = f"{prefix}-"
    started = time.perf_counter()
    selected = selection.by_filter(Filter(name=names), with_owners=True)
    purge = draft.draft(selected=selected, title=prefix, actor="bench", now=timezone.now())
    table.add(f"draft {prefix}", f"{time.perf_counter() - started:6.1f} s")
    reach = reach_of(purge)
    confirm.confirm(
        purge=purge,
        typed=str(reach.members),
        reason="to be measured",
        labels_spam=False,
        actor="bench",
        now=timezone.now(),
    )
    type(purge).objects.filter(pk=purge.pk).update(agreed_by="bench2")
    what = f"{reach.projects:,} projects, {reach.accounts} accounts, {reach.files:,} files"
    forget_peak()
    before = peak_mb()
    took = timed(lambda: run.work(purge.pk))
    gone = not Project.objects.visible().filter(name__startswith=names).exists()
    table.add(f"purge {what}", f"{took:6.1f} s", met=gone and took < bar, bar=f"under {bar:g} s")
    undo.undo(purge=purge, reason="", actor="bench", now=timezone.now())
    back = timed(lambda: run.work(purge.pk))
    is_back = Project.objects.visible().filter(name__startswith=names).count() == reach.projects
    limit = UNDO_FACTOR * max(took, 1)
    table.add(
        "  undo", f"{back:6.1f} s", met=is_back and back <= limit, bar=f"at most {UNDO_FACTOR} times that"
    )
    grown = peak_mb() - before
    table.add("  memory it grew by", f"{grown:6.1f} MB", met=grown < MEMORY_MB, bar=f"under {MEMORY_MB} MB")


def timed(act: object) -> float:
    started = time.perf_counter()
    act()  # type: ignore[operator]
    return time.perf_counter() - started


def forget_peak() -> None:
    """From here on `peak_mb` counts anew (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_mb() -> float:
    """The most memory that this process has had."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main())
