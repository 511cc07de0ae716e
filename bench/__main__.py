"""`python -m bench`: simple pages and uploads of Gatehouse beside its peers, in one run, as ratios.

One absolute figure says little on a shared machine; what is measured side by side says how the servers compare.
"""

import argparse
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench import pages, servers, uploads
from bench.servers import LineUp
from bench.table import Table


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure Gatehouse beside its peers.")
    parser.add_argument("--files", type=int, nargs="+", default=[1, 50, 1000], help="files a page lists")
    parser.add_argument("--projects", type=int, default=10_000, help="for the root and for growth")
    parser.add_argument("--seconds", type=int, default=3, help="of load for each figure")
    options = parser.parse_args()
    if missing := [name for name in ("wrk", "nginx") if not shutil.which(name)]:
        raise SystemExit(
            f"bin/bench needs {' and '.join(missing)} on PATH (Debian: apt install wrk nginx-light)."
        )
    with tempfile.TemporaryDirectory(prefix="gatehouse-bench-") as scratch, ExitStack() as stack:
        folders = [Path(scratch) / name for name in ("gatehouse", "disk", "pypiserver", "devpi")]
        for folder in folders:
            folder.mkdir()
        started = time.monotonic()
        ours = stack.enter_context(servers.gatehouse(folders[0]))
        first_page = time.monotonic() - started
        fronted = stack.enter_context(servers.behind_nginx(ours, folders[0]))
        disk = stack.enter_context(servers.nginx_from_disk(folders[1]))
        peers = [
            stack.enter_context(servers.pypiserver(folders[2])),
            stack.enter_context(servers.devpi(folders[3])),
        ]
        line_up = LineUp(ours, fronted, disk, peers)

        table = Table()
        table.add("start to first page, prepared from nothing", f"{first_page:.1f} s")
        uploads.beside_peers(table, line_up)
        pages.beside_peers(table, line_up, files=options.files, seconds=options.seconds)
        uploads.growth(table, ours, projects=options.projects, seconds=options.seconds)
        pages.root(table, line_up, seconds=options.seconds)
        uploads.memory(table, ours)
    table.print()
    return 0 if table.is_met else 1


if __name__ == "__main__":
    sys.exit(main())
