"""Uploads of a small wheel: beside peers, and how their cost and a page's grow with the index."""

import random

from bench import load
from bench.processes import memory_mb
from bench.servers import LineUp, Server, manage
from bench.table import Table
from tests.distributions import make_wheel

UPLOADS = 160
A_SECOND, TIMES_A_PEER = 40, 4  # at concurrency 8; one of them is enough
CPU_MS = 30
GROWTH = 1.1
MEMORY_MB = 150
FEW = 100
FILL = """
from django.utils import timezone
from accounts.models import User
from index import journal
from index.distributions import names
from index.models import DistributionFile, Project, Release, Role
from index.simple import published
from django.db import transaction
now, user, count = timezone.now(), User.objects.get(username="bench"), {count}
start = Project.objects.count()
for first in range(start, count, 1000):
    with transaction.atomic():
        names_ = [f"filler-{{number:06}}-x" for number in range(first, min(first + 1000, count))]
        projects = Project.objects.bulk_create(
            Project(name=n, normalized_name=n, confusable_key=names.confusable_key(n), created_at=now, listed=True)
            for n in names_)
        Role.objects.bulk_create(Role(project=p, user=user, kind="owner") for p in projects)
        releases = Release.objects.bulk_create(
            Release(project=p, version="1.0", summary="Fills.", metadata={{"name": p.name}}, description_html="",
                    created_at=now) for p in projects)
        DistributionFile.objects.bulk_create(
            DistributionFile(release=r, filename=f"{{r.project.name.replace('-', '_')}}-1.0-py3-none-any.whl",
                kind="bdist_wheel", size_bytes=5000, sha256=f"{{r.pk:064x}}", blake2b_256="b" * 64, md5="c" * 32,
                metadata_sha256="d" * 64, uploaded_at=now) for r in releases)
        for p in projects:
            journal.record(p, "create", actor="bench", now=now)
"""


def beside_peers(table: Table, line_up: LineUp) -> None:
    ours, peers = line_up.ours, line_up.peers
    for threads in (1, 8):
        seen = {}
        for server in (ours, *peers):
            wheels = _new_projects(f"swift-{threads}", UPLOADS if server is ours else UPLOADS // 2)
            seen[server.name] = load.upload(server, wheels, threads=threads)
            table.add_measured(f"uploads by {threads} at once: {server.name}", seen[server.name])
        if threads > 1:
            _judge(table, seen, ours, peers)


def _judge(table: Table, seen: dict[str, load.Measured], ours: Server, peers: list[Server]) -> None:
    better_peer = max(seen[peer.name].per_second for peer in peers)
    per_second = seen[ours.name].per_second
    is_met = per_second >= min(A_SECOND, TIMES_A_PEER * better_peer)
    bar = f"{A_SECOND}/s or {TIMES_A_PEER} times the better peer"
    table.add("  to the better peer", f"{per_second / better_peer:10.2f} times", met=is_met, bar=bar)
    table.add_cpu(seen[ours.name], CPU_MS)


def growth(table: Table, ours: Server, *, projects: int, seconds: int) -> None:
    """The cost of one page and one upload among few projects and among many."""
    costs = []
    for count in (FEW, projects):
        manage(ours.environment, "manage.py", "shell", "-v0", "-c", FILL.format(count=count))
        uploaded = load.upload(ours, _new_projects(f"grown-{count}", UPLOADS), threads=1)
        read = load.read(ours, f"{ours.simple_path}grown-{FEW}-0/", seconds=seconds)
        table.add_measured(f"an upload among {count:,} projects", uploaded)
        table.add_measured(f"a page among {count:,} projects", read)
        costs.append((uploaded.cpu_ms, read.cpu_ms))
    (upload_before, page_before), (upload_after, page_after) = costs
    for what, before, after in (("upload", upload_before, upload_after), ("page", page_before, page_after)):
        grown = after / before
        table.add(f"  growth of a {what}'s processor time", f"{grown:10.2f} times", met=grown <= GROWTH,
                  bar=f"at most {GROWTH:g}")  # fmt: skip


def memory(table: Table, ours: Server) -> None:
    used = memory_mb(ours.pid)
    table.add("memory of a web process after all this", f"{used:10.0f} MB", met=used < MEMORY_MB,
              bar=f"below {MEMORY_MB}")  # fmt: skip


def _new_projects(prefix: str, count: int) -> list[tuple[str, bytes]]:
    """Wheels of some 5 kB, each of a project of its own."""
    filler = random.Random(prefix).randbytes(4000)
    return [
        make_wheel(f"{prefix}-{n}", files={f"{prefix.replace('-', '_')}/data.bin": filler})
        for n in range(count)
    ]
