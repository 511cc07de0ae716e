"""`bin/up` as a person runs it: what it refuses in one line, what it starts, what it leaves behind."""

import ast
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from bin.launcher.python_version import complaint

PROJECT = Path(__file__).resolve().parents[2]
UP = [sys.executable, str(PROJECT / "bin" / "up")]
NOT_INHERITED = {"DATABASE_URL", "REDIS_URL", "HOST", "DJANGO_SETTINGS_MODULE"}
SECONDS_TO_START = 60  # on a busy machine; it takes five on an idle one


def variables(data, **others):
    """The embedded form, whichever services this run of the tests uses."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return {**kept, "GATEHOUSE_DATA": str(data), "PORT": "0", **others}


def refused(data, **others):
    """Run a `bin/up` that must refuse, and return the one line it says."""
    result = subprocess.run(
        UP, env=variables(data, **others), capture_output=True, text=True, timeout=20, check=False
    )
    assert result.returncode == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    return result.stderr


class Site:
    """A running `bin/up`, what it has said so far, and where it is."""

    def __init__(self, data):
        self.process = subprocess.Popen(
            UP, env=variables(data), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said = ""
        deadline = time.monotonic() + SECONDS_TO_START
        while not (found := re.search(r"Gatehouse is at (http://\S+)/ ", self.said)):
            line = self.process.stdout.readline()
            assert line, f"bin/up ended: {self.said}"
            assert time.monotonic() < deadline, self.said
            self.said += line
        self.url = found[1]

    def is_healthy(self):
        try:
            with urllib.request.urlopen(f"{self.url}/_health/", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self, *, hurry):
        """Ctrl-C, or Ctrl-C twice; the exit code."""
        self.process.send_signal(signal.SIGINT)
        if hurry:
            wait_for(lambda: "Stopping" in self.process.stdout.readline())
            self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=30)
        return self.process.returncode


@contextlib.contextmanager
def running(data):
    site = Site(data)
    try:
        yield site
    finally:
        if site.process.poll() is None:
            site.stop(hurry=True)


def wait_for(question, seconds=20):
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def processes_of(data):
    """The command lines of all live processes that were started on this data folder, by process id."""
    mark = f"GATEHOUSE_DATA={data}\0".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (folder / "environ").read_bytes():
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
    return found


def commands_on(data):
    return " ".join(processes_of(data).values())


def test_port_in_use_is_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"Port {port} of 127.0.0.1 cannot be used: Address already in use." in refused(
            tmp_path, PORT=port
        )


@pytest.mark.parametrize("port", ["http", "-1", "65536", "80 80", "８０００"])
def test_port_that_is_no_port_is_one_line(tmp_path, port):
    assert f"PORT={port!r} is not a port" in refused(tmp_path, PORT=port)


def test_host_that_is_not_ours_is_one_line(tmp_path):
    assert "of 192.0.2.1 cannot be used" in refused(tmp_path, HOST="192.0.2.1")


def test_data_folder_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "data"
    assert f"The data folder {folder} (GATEHOUSE_DATA) cannot be written" in refused(folder)


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 10, 13), (3, 14, 0)])
def test_python_that_is_too_old_or_too_new_is_named(version):
    sentence = complaint(version)
    assert f"this is {version[0]}.{version[1]}." in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (3, 13, 9)])
def test_python_that_is_supported_is_accepted(version):
    assert complaint(version) == ""


@pytest.mark.parametrize(
    "program", ["up", "test", "check", "manage", "launcher/python_version.py", "launcher/__init__.py"]
)
def test_old_python_can_parse_what_refuses_it(program):
    ast.parse((PROJECT / "bin" / program).read_text(), feature_version=(3, 6))


def test_setting_that_makes_no_sense_is_one_line(tmp_path):
    assert "DEBUG='perhaps'" in refused(tmp_path, DEBUG="perhaps")


def test_site_outlives_a_crash_and_nothing_outlives_the_site(tmp_path):
    with running(tmp_path) as site:
        assert "No admin yet" in site.said
        assert site.is_healthy()
        wait_for(lambda: all(program in commands_on(tmp_path) for program in ("bin/serve", "worker", "beat")))

        for pid in [pid for pid, command in processes_of(tmp_path).items() if "bin/serve" in command]:
            os.kill(pid, signal.SIGKILL)
        wait_for(site.is_healthy)

        assert f"already runs on {tmp_path} (process {site.process.pid})" in refused(tmp_path)
        assert site.stop(hurry=False) == 0
    assert processes_of(tmp_path) == {}


def test_second_start_finds_its_data_even_after_a_kill(tmp_path):
    with running(tmp_path) as site:
        site.process.kill()
        site.process.communicate()
        wait_for(lambda: processes_of(tmp_path) == {})

    create = [
        "user",
        "create",
        "ann",
        "--email",
        "ann@example.com",
        "--password",
        "a long enough one",
        "--staff",
    ]
    subprocess.run(
        [sys.executable, PROJECT / "bin" / "manage", *create], env=variables(tmp_path), check=True, timeout=60
    )
    with running(tmp_path) as site:
        assert "No admin yet" not in site.said
        assert site.stop(hurry=True) == 0
    assert processes_of(tmp_path) == {}
