"""`bin/up`: set up what is missing, then run web server, worker and scheduler until Ctrl-C."""

import http.client
import os
import socket
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from . import children, environment
from .address import bind, port_from, refusal, url_of
from .console import Failure, say
from .data_folder import data_folder, hold
from .supervisor import Program, Supervisor

BACKLOG = 1024
PROBE_PATIENCE = 1.0  # seconds


def main() -> int:
    """Set up and serve until told to stop.

    :raises Failure: the port, the data folder or the set-up is at fault.
    """
    host = os.environ.get("HOST", "").strip() or "127.0.0.1"
    port = port_from(os.environ)
    data = data_folder(os.environ)
    with bind(host, port) as listener, hold(data):
        python = environment.ensure(environment.RUNTIME)
        settings = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "GATEHOUSE_DATA": str(data),
            "PORT": str(listener.getsockname()[1]),
            "PYTHONUNBUFFERED": "1",
        }
        code = prepare(python, settings)
        if code:
            return code
        try:
            listener.listen(BACKLOG)
        except OSError as exc:  # taken by another program while we set up
            raise Failure(refusal(host, port, exc)) from None
        supervise(python, settings, listener, data)
    return 0


def prepare(python: Path, settings: Mapping[str, str]) -> int:
    """Bring tables and static files up to this version of the code; the exit code of `bin/prepare`."""
    return children.run([python, environment.PROJECT / "bin" / "prepare"], env=settings)


def supervise(python: Path, settings: Mapping[str, str], listener: socket.socket, data: Path) -> None:
    supervisor = Supervisor(folder=environment.PROJECT, environment=settings)
    url = url_of(listener)
    web, worker, scheduler = programs(python, listener.fileno())
    try:
        supervisor.start(web)
        # The first page is what a person waits for: the worker takes its share of the machine after that.
        supervisor.run(until=partial(answers, url))
        if not supervisor.stop_requested:
            say(f"Gatehouse is at {url}/ (data in {shown(data)}). Ctrl-C stops it.")
            supervisor.start(worker)
            supervisor.start(scheduler)
            supervisor.run()
        say("Stopping; Ctrl-C again does not wait for running tasks ...")
    finally:
        supervisor.stop()


def programs(python: Path, listener_fd: int) -> tuple[Program, Program, Program]:
    # It warns root of pickled tasks. Ours are JSON, and containers and test machines are often root.
    quiet = ["-W", "ignore:You're running the worker with superuser privileges"]
    celery = [str(python), *quiet, "-m", "celery", "--quiet", "-A", "config"]
    queues = ["--queues", "default,score,mail,train", "--concurrency", "2"]
    # What workers tell each other; there is one here, and it starts a second sooner without.
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    serve = [str(python), str(environment.PROJECT / "bin" / "serve"), "--fd", str(listener_fd)]
    return (
        Program("web", serve, keep_open=(listener_fd,)),
        Program("worker", [*celery, "worker", *queues, *alone]),
        Program("scheduler", [*celery, "beat"]),
    )


def answers(url: str) -> bool:
    """Whether a web server answers by now, with whatever status."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=PROBE_PATIENCE)
    try:
        connection.request("GET", "/_health/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def shown(folder: Path) -> str:
    project = environment.PROJECT
    return f"{folder.relative_to(project)}/" if folder.is_relative_to(project) else str(folder)
