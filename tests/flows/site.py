"""A whole Gatehouse of its own: data folder, database, web server, worker; driven from outside."""

import atexit
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 60
LAST_REDIS_DATABASE = 15
PASSWORD = "a long and quiet evening"


class Site:
    """Runs until `stop`; `environment` is what its processes see."""

    def __init__(self, data: Path) -> None:
        # Bound until the end: a port that is only looked up may be another program's when the server wants it.
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.data = data
        self.environment = os.environ | {
            "GATEHOUSE_DATA": str(data),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        self.processes: list[subprocess.Popen] = []
        self.log = (data / "log").open("wb")

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def manage(self, *arguments: str) -> str:
        done = self.run(sys.executable, "manage.py", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, *command: str, keep_open: tuple[int, ...] = ()) -> subprocess.Popen:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
            pass_fds=keep_open,
        )
        self.processes.append(process)
        return process

    def start_web(self) -> None:
        self.listener.listen(1024)
        fd = self.listener.fileno()
        self.start(sys.executable, "bin/serve", "--fd", str(fd), keep_open=(fd,))
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            with contextlib.suppress(OSError):  # refused, or too slow
                urllib.request.urlopen(f"{self.url}/_health/", timeout=2).close()
                return
            time.sleep(0.1)
        raise TimeoutError("the web server does not answer")

    def start_worker(self) -> None:
        queues = "default,score,mail,train"
        self.start(
            "celery", "-A", "config", "worker", "-Q", queues, "--concurrency", "1", "-B", "-l", "ERROR"
        )

    def mail_to(self, address: str) -> str:
        """The newest mail in the folder to `address`, once the worker has sent one."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            mails = sorted(
                (self.data / "mail").iterdir(), key=lambda path: path.stat().st_mtime, reverse=True
            )
            for text in (path.read_text() for path in mails):
                if f"\nTo: {address}\n" in text:
                    return text
            time.sleep(0.2)
        raise TimeoutError(f"no mail to {address}")

    def stop(self) -> None:
        self.stop_processes()
        self.listener.close()
        self.log.close()

    def stop_processes(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 9)
            process.wait()
        self.processes.clear()


@contextlib.contextmanager
def services(name: str):
    """Environment of an own database and an own Redis database, where the tests run on these servers."""
    url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if not url:
        yield {}
        return
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}")
    # A Redis database of its own, counted from the last: the other tests empty theirs, counted from the first, and
    # of two sites with one broker each would take the other's tasks.
    number = LAST_REDIS_DATABASE - int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    redis.Redis.from_url(f"{redis_url.rpartition('/')[0]}/{number}").flushdb()
    yield {
        "DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}")),
        "REDIS_URL": f"{redis_url.rpartition('/')[0]}/{number}",
    }
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


def prepare(site: Site) -> None:
    prepared = site.run(sys.executable, "bin/prepare")
    assert prepared.returncode == 0, prepared.stderr


@cache
def prepared_data() -> Path:
    """A data folder of the embedded form as `bin/prepare` leaves it: made once, as each site would make the same."""
    folder = Path(tempfile.mkdtemp(prefix="gatehouse-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    site = Site(folder)
    site.environment |= {"DATABASE_URL": "", "REDIS_URL": ""}
    try:
        prepare(site)
    finally:
        site.stop()
    (folder / "log").unlink()
    return folder


@contextlib.contextmanager
def running_site(data: Path, **settings: str):
    """A whole Gatehouse with its web server running; the worker is the test's to start."""
    with services(f"gatehouse_flow_{os.getpid()}") as environment:
        site = Site(data)
        site.environment |= environment | settings
        try:
            shutil.copytree(prepared_data(), data, dirs_exist_ok=True)
            if environment or settings:
                prepare(site)
            site.start_web()
            yield site
        finally:
            site.stop()


def create_user(site, name, *options):
    address = f"{name}@example.com"
    site.manage("user", "create", name, "--email", address, "--password", PASSWORD, *options)
    return site.manage("token", "create", name)


def twine(site, token, folder, *distributions, options=()):
    folder.mkdir(exist_ok=True)
    for filename, content in distributions:
        (folder / filename).write_bytes(content)
    done = site.run(
        *("twine", "upload", "--disable-progress-bar", "--repository-url", f"{site.url}/legacy/"),
        *("-u", "__token__", "-p", token, *options, *(str(folder / name) for name, _ in distributions)),
        COLUMNS="400",
    )
    return done.returncode, done.stdout + done.stderr
