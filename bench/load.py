"""The load: readers by wrk, uploaders by threads that each keep a connection, as upload clients do."""

import base64
import hashlib
import http.client
import re
import statistics
import subprocess
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from bench.processes import cpu_seconds
from bench.servers import Server

CONCURRENCY = 16
BOUNDARY = "a-line-that-no-file-holds"
_LATENCY_99 = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Measured:
    """Requests a second, the latency that 99 of 100 keep, and the servers' processor time a request."""

    per_second: float
    p99_ms: float
    cpu_ms: float


def median(rounds: list[Measured]) -> Measured:
    """Each figure's own median."""
    return Measured(
        *(statistics.median(getattr(each, field.name) for each in rounds) for field in fields(Measured))
    )


def ratio(rounds: list[Measured], others: list[Measured]) -> float:
    """How many times as many a second: the median over neighbouring rounds, so that drift of the machine cancels."""
    return statistics.median(
        ours.per_second / theirs.per_second for ours, theirs in zip(rounds, others, strict=True)
    )


def read(server: Server, path: str, *, seconds: int = 3, **headers: str) -> Measured:
    """Ask for one address, all the time, from CONCURRENCY connections."""
    options = [f"-H{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    before = cpu_seconds(server.pid)
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONCURRENCY}", f"-d{seconds}s", "--latency", *options, server.url + path],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if failed := re.search(r"Non-2xx.*|Socket errors.*", done):
        raise SystemExit(f"{server.name} {path}: {failed[0]}")
    count = int(re.search(r"(\d+) requests in", done)[1])
    p99, unit = _LATENCY_99.search(done).groups()
    return Measured(
        per_second=float(re.search(r"Requests/sec:\s+([\d.]+)", done)[1]),
        p99_ms=float(p99) * _MS[unit],
        cpu_ms=(cpu_seconds(server.pid) - before) * 1000 / count,
    )


def upload(server: Server, distributions: Iterable[tuple[str, bytes]], *, threads: int) -> Measured:
    """Upload all of them, from so many clients at once."""
    waiting = [_form(filename, content) for filename, content in distributions]
    count, seconds, lock = len(waiting), [], threading.Lock()
    before, started = cpu_seconds(server.pid), time.monotonic()

    def work() -> None:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
        while True:
            with lock:
                if not waiting:
                    return
                body = waiting.pop()
            begun = time.monotonic()
            connection.request("POST", server.upload_path, body, _headers(server))
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{server.name} refuses an upload: {answer.status} {answer.reason}")
            if answer.will_close:
                connection.close()
            seconds.append(time.monotonic() - begun)

    clients = [threading.Thread(target=work) for _ in range(threads)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    if len(seconds) != count:
        raise SystemExit(f"{server.name}: {count - len(seconds)} uploads did not end.")
    elapsed = time.monotonic() - started
    p99 = sorted(seconds)[int(count * 0.99) - 1]
    return Measured(count / elapsed, p99 * 1000, (cpu_seconds(server.pid) - before) * 1000 / count)


def _headers(server: Server) -> dict[str, str]:
    credentials = base64.b64encode(":".join(server.credentials).encode()).decode()
    return {
        "Authorization": f"Basic {credentials}",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    }


def _form(filename: str, content: bytes) -> bytes:
    name, version = filename.split("-")[:2]
    fields = {
        ":action": "file_upload",
        "protocol_version": "1",
        "metadata_version": "2.1",
        "name": name.replace("_", "-"),
        "version": version,
        "filetype": "bdist_wheel",
        "pyversion": "py3",
        "md5_digest": hashlib.md5(content).hexdigest(),
        "sha256_digest": hashlib.sha256(content).hexdigest(),
    }
    part = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    text = "".join(f'{part}"{field}"\r\n\r\n{value}\r\n' for field, value in fields.items())
    return (
        f'{text}{part}"content"; filename="{filename}"\r\n\r\n'.encode()
        + content
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
