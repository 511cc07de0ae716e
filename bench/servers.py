"""The servers that are measured side by side: Gatehouse alone and behind nginx, nginx from disk, and two peers."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import free_port, running

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / ".venv-bench" / "bin"
JSON = "application/vnd.pypi.simple.v1+json"
USER, PASSWORD = "bench", "a long and quiet evening"


@dataclass
class Server:
    """One that runs: where it is, how to upload to it and where it lists a project."""

    name: str
    url: str
    pid: int
    upload_path: str = "/"
    simple_path: str = "/simple/"
    credentials: tuple[str, str] = ("a", "b")
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path = Path()


@dataclass
class LineUp:
    """Who is measured side by side."""

    ours: Server
    fronted: Server  # ours behind nginx
    disk: Server
    peers: list[Server]


@contextlib.contextmanager
def gatehouse(folder: Path) -> Iterator[Server]:
    """The production server on the databases that the environment names, or on the embedded ones."""
    port = free_port()
    environment = {
        "GATEHOUSE_DATA": str(folder),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "RELEASE_OPEN_DAYS": "0",
        "LOG_LEVEL": "ERROR",
        "X_ACCEL_PREFIX": "/_files/",
    }
    manage(environment, "bin/prepare")
    manage(environment, "manage.py", "user", "create", USER, "--email", "bench@example.com", "--password",
           PASSWORD, "--verified", "--standing", "trusted")  # fmt: skip
    token = manage(environment, "manage.py", "token", "create", USER)
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, str(ROOT / "bin/serve")]
    with running(command, f"{url}/_health/", folder=folder, **environment) as pid:
        yield Server("Gatehouse", url, pid, "/legacy/", "/simple/", ("__token__", token), environment)


def manage(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr}")
    return done.stdout.strip()


@contextlib.contextmanager
def behind_nginx(inner: Server, folder: Path) -> Iterator[Server]:
    """The nginx of docker-compose.yml before `inner`, with nothing changed but places."""
    port = free_port()
    (folder / "nginx-cache").mkdir(exist_ok=True)
    configuration = (ROOT / "deploy/nginx.conf").read_text()
    for ours, theirs in {
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "server web:8000;": f"server {inner.url.removeprefix('http://')};",
        "/srv/": f"{folder}/",
        "/var/cache/nginx": f"{folder}/nginx-cache",
        "/tmp/nginx.pid": f"{folder}/nginx.pid",
        "/dev/stdout": "off",
    }.items():
        configuration = configuration.replace(ours, theirs)
    with _nginx(configuration, port, folder) as pid:
        yield Server("behind nginx", f"http://127.0.0.1:{port}", pid, inner.upload_path, inner.simple_path)


@contextlib.contextmanager
def nginx_from_disk(folder: Path) -> Iterator[Server]:
    """What this machine can do at most: nginx, its own way, with the same bytes as files. `folder/www` holds them."""
    port = free_port()
    (folder / "www").mkdir()
    configuration = f"""
        worker_processes auto; pid {folder}/disk.pid; error_log /dev/stderr warn;
        events {{ worker_connections 4096; }}
        http {{ access_log off; sendfile on; default_type text/html;
                server {{ listen 127.0.0.1:{port}; root {folder}/www; }} }}"""
    with _nginx(configuration, port, folder) as pid:
        yield Server("nginx from disk", f"http://127.0.0.1:{port}", pid, folder=folder)


def _nginx(configuration: str, port: int, folder: Path) -> contextlib.AbstractContextManager[int]:
    path = folder / f"nginx-{port}.conf"
    path.write_text(configuration)
    user = "user root; " if os.geteuid() == 0 else ""
    return running(
        ["nginx", "-c", str(path), "-g", f"daemon off; {user}"], f"http://127.0.0.1:{port}/", folder=folder
    )


@contextlib.contextmanager
def pypiserver(folder: Path) -> Iterator[Server]:
    port = free_port()
    (folder / "files").mkdir()
    command = [str(PEERS / "pypi-server"), "run", "-p", str(port), "-i", "127.0.0.1", "-P", ".", "-a", "."]
    with running([*command, str(folder / "files")], f"http://127.0.0.1:{port}/", folder=folder) as pid:
        yield Server("pypiserver", f"http://127.0.0.1:{port}", pid)


@contextlib.contextmanager
def devpi(folder: Path) -> Iterator[Server]:
    port = free_port()
    url, data, client = (
        f"http://127.0.0.1:{port}",
        str(folder / "server"),
        ["--clientdir", str(folder / "client")],
    )
    _quietly("devpi-init", "--serverdir", data, "--no-root-pypi", "--root-passwd", "")
    command = [str(PEERS / "devpi-server"), "--serverdir", data, "--host", "127.0.0.1", "--port", str(port)]
    with running(command, f"{url}/+api", folder=folder) as pid:
        for words in (
            ["use", url],
            ["login", "root", "--password="],
            ["index", "-c", "root/bench", "bases="],
        ):
            _quietly("devpi", *words, *client)
        yield Server("devpi", url, pid, "/root/bench/", "/root/bench/+simple/", ("root", ""))


def _quietly(program: str, *arguments: str) -> None:
    subprocess.run([PEERS / program, *arguments], check=True, capture_output=True)
