"""Simple pages of any size, in both forms, alone and behind nginx, beside peers and beside nginx from disk."""

import re
import urllib.request
from dataclasses import dataclass
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
            what = f"{count} files, {form}"
            alone, fronted = _beside_disk(table, what, line_up, f"{name}/", accept, seconds=seconds)
            peers = _peers(table, what, line_up.peers, f"{name}/", accept, seconds=seconds)
            better_peer = max(measured.per_second for measured in peers)
            table.add_ratio("alone, to the better peer", alone.seen.per_second / better_peer, TIMES_A_PEER)
            table.add_ratio("alone, to nginx from disk", alone.to_disk, OF_NGINX.get(count, 0.12))
            table.add_ratio("behind nginx, to it", fronted.to_disk, BEHIND_NGINX)
            table.add_cpu(alone.seen, CPU_MS)
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
        what = f"root of {count:,} projects, {form}"
        alone, fronted = _beside_disk(table, what, line_up, "", accept, seconds=seconds)
        table.add_ratio("alone, to nginx from disk", alone.to_disk, OF_NGINX[1000])
        table.add_ratio("behind nginx, to it", fronted.to_disk, BEHIND_NGINX)


@dataclass(frozen=True)
class BesideDisk:
    """What a server does, and how many times what nginx does from disk in the rounds beside its own."""

    seen: load.Measured
    to_disk: float


def _beside_disk(
    table: Table, what: str, line_up: LineUp, page: str, accept: str, *, seconds: int
) -> tuple[BesideDisk, BesideDisk]:
    """Ours alone and behind nginx, for `page`, in turns of a second with nginx from disk for the same bytes."""
    ours, fronted, disk = line_up.ours, line_up.fronted, line_up.disk
    (disk.folder / "www" / "page").write_bytes(_get(ours, ours.simple_path + page, accept)[0])
    rounds: dict[str, list[load.Measured]] = {server.name: [] for server in (disk, fronted, ours)}
    for number in range(ROUNDS * seconds):
        # There and back, so that what the machine does at a time favours nobody; nearest to disk is the nearest rival.
        for server in (disk, fronted, ours) if number % 2 else (ours, fronted, disk):
            path = "/page" if server is disk else server.simple_path + page
            rounds[server.name].append(load.read(server, path, seconds=1, Accept=accept))
    for name, measured in rounds.items():
        table.add_measured(f"{what}: {name}", load.median(measured))
    alone, behind = (
        BesideDisk(load.median(rounds[server.name]), load.ratio(rounds[server.name], rounds[disk.name]))
        for server in (ours, fronted)
    )
    return alone, behind


def _peers(
    table: Table, what: str, peers: list[Server], page: str, accept: str, *, seconds: int
) -> list[load.Measured]:
    """They answer some pages a few times a second, so their rounds are longer."""
    rounds: dict[str, list[load.Measured]] = {peer.name: [] for peer in peers}
    for _ in range(ROUNDS):
        for peer in peers:
            rounds[peer.name].append(load.read(peer, peer.simple_path + page, seconds=seconds, Accept=accept))
    for name, measured in rounds.items():
        table.add_measured(f"{what}: {name}", load.median(measured))
    return [load.median(measured) for measured in rounds.values()]


def _get(server: Server, path: str, accept: str) -> tuple[bytes, Message]:
    request = urllib.request.Request(server.url + path, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read(), answer.headers
