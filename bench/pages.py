"""Simple pages of any size, in both forms, alone and behind nginx, beside peers and beside nginx from disk."""

import re
import urllib.request
from dataclasses import replace
from email.message import Message

from bench import load
from bench.servers import JSON, LineUp, Server, manage
from bench.table import Table
from tests.distributions import make_wheel

ROUNDS = 3
TIMES_A_PEER = 10
OF_NGINX = {1: 0.12, 50: 0.12, 1000: 0.3}
BEHIND_NGINX = 0.9
CPU_MS = 0.3
PIP = f"{JSON}, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01"


def beside_peers(table: Table, line_up: LineUp, *, files: list[int], seconds: int) -> None:
    ours = line_up.ours
    for count in files:
        name = f"tide-reader-{count}"
        distributions = [make_wheel(name, f"1.{minor}") for minor in range(count)]
        for server in (ours, *line_up.peers):
            load.upload(server, distributions, threads=1)
        for form, accept in (("HTML", "text/html"), ("JSON", PIP)):
            seen = _compared(table, f"{count} files, {form}", line_up, f"{name}/", accept, seconds=seconds)
            best = seen[line_up.disk.name].per_second
            better_peer = max(seen[peer.name].per_second for peer in line_up.peers)
            table.add_ratio(
                "alone, to the better peer", seen[ours.name].per_second / better_peer, TIMES_A_PEER
            )
            table.add_ratio(
                "alone, to nginx from disk", seen[ours.name].per_second / best, OF_NGINX.get(count, 0.12)
            )
            table.add_ratio("behind nginx, to it", seen[line_up.fronted.name].per_second / best, BEHIND_NGINX)
            table.add_cpu(seen[ours.name], CPU_MS)
        path = f"{ours.simple_path}{name}/"
        tag = _get(ours, path, PIP)[1]["ETag"]
        unchanged = load.read(ours, path, seconds=seconds, Accept=PIP, If_None_Match=tag)
        table.add_measured(f"{count} files, 304: {ours.name}", unchanged)
        table.add_cpu(unchanged, CPU_MS)


def root(table: Table, line_up: LineUp, *, seconds: int) -> None:
    """The list of all projects. No worker runs here, so it is published by hand."""
    ours = line_up.ours
    publish = "from index.simple.publication import publish_root; publish_root()"
    manage(ours.environment, "manage.py", "shell", "-v0", "-c", publish)
    count = len(re.findall(rb"<a ", _get(ours, ours.simple_path, "text/html")[0]))
    for form, accept in (("HTML", "text/html"), ("JSON", JSON)):
        only_ours = replace(line_up, peers=[])
        seen = _compared(table, f"root of {count:,} projects, {form}", only_ours, "", accept, seconds=seconds)
        to_disk = seen[ours.name].per_second / seen[line_up.disk.name].per_second
        table.add_ratio("alone, to nginx from disk", to_disk, OF_NGINX[1000])


def _compared(
    table: Table, what: str, line_up: LineUp, page: str, accept: str, *, seconds: int
) -> dict[str, load.Measured]:
    """Each server asked for its own page of the same project, nginx from disk for the bytes of ours."""
    ours, disk = line_up.ours, line_up.disk
    (disk.folder / "www" / "page").write_bytes(_get(ours, ours.simple_path + page, accept)[0])
    paths = {disk.name: "/page"}
    rounds: dict[str, list[load.Measured]] = {}
    for _ in range(ROUNDS):  # in turn, so that what else the machine does meets all alike
        for server in (disk, ours, line_up.fronted, *line_up.peers):
            path = paths.get(server.name, server.simple_path + page)
            measured = load.read(server, path, seconds=seconds, Accept=accept)
            rounds.setdefault(server.name, []).append(measured)
    seen = {name: load.median(measured) for name, measured in rounds.items()}
    for name, measured in seen.items():
        table.add_measured(f"{what}: {name}", measured)
    return seen


def _get(server: Server, path: str, accept: str) -> tuple[bytes, Message]:
    request = urllib.request.Request(server.url + path, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read(), answer.headers
