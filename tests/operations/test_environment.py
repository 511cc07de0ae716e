"""How the environment is made: once, again where that was interrupted, and in one line where pip refuses."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bin.launcher.test_parts import CLIENT_TESTS, may_choose

PROJECT = Path(__file__).resolve().parents[2]
ENSURE = """
from launcher import console, environment
console.exit_with(lambda: environment.ensure(environment.{lock}) and 0)
"""


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A project of the same make whose lock asks for nothing, after its first set-up."""
    folder = tmp_path_factory.mktemp("finished")
    shutil.copytree(PROJECT / "bin" / "launcher", folder / "bin" / "launcher")
    for lock in ("requirements.txt", "requirements-clients.txt"):
        (folder / lock).write_text("# nothing\n")
    first = ensure(folder)
    assert first.returncode == 0, first.stderr
    assert "Installing what requirements.txt lists" in first.stdout
    return folder


@pytest.fixture
def project(finished, tmp_path):
    return shutil.copytree(finished, tmp_path / "project", symlinks=True)


def ensure(project, lock="RUNTIME"):
    return subprocess.run(
        [sys.executable, "-c", ENSURE.format(lock=lock)],
        cwd=project / "bin",
        env={**os.environ, "PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_second_start_installs_nothing(project):
    second = ensure(project)
    assert (second.returncode, second.stdout) == (0, "")


def test_changed_lock_is_installed(project):
    (project / "requirements.txt").write_text("# still nothing\n")
    result = ensure(project)
    assert "Installing" in result.stdout
    assert "Making the environment" not in result.stdout


def test_clients_live_in_an_environment_of_their_own(project):
    first, second = ensure(project, "CLIENTS"), ensure(project, "CLIENTS")
    assert "Making the environment in .venv-clients" in first.stdout
    assert "Installing what requirements-clients.txt lists" in first.stdout
    assert (second.returncode, second.stdout) == (0, "")
    assert (project / ".venv-clients" / "bin" / "python").exists()
    assert ensure(project).stdout == ""


@pytest.mark.parametrize(
    ("arguments", "chosen"),
    [
        ([], True),
        (["-x", "-k", "yank"], True),
        (["tests"], True),
        (["tests/clients/test_round_trip.py::test_client_publishes_wheel_and_sdist"], True),
        (["tests/index", "tests/clients/"], True),
        (["tests/index", "-k", "clients"], False),
        (["tests/test_architecture.py"], False),
    ],
)
def test_only_tests_of_the_clients_wait_for_their_environment(arguments, chosen):
    assert may_choose(CLIENT_TESTS, arguments) == chosen


def test_interrupted_install_is_begun_anew(project):
    half_written = project / ".venv" / "lib" / "half-written.py"
    half_written.touch()
    (project / ".venv" / "unfinished").touch()
    assert "Making the environment" in ensure(project).stdout
    assert not half_written.exists()


def test_environment_whose_python_is_gone_is_made_anew(project):
    python = project / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(project / "no-longer-there")
    assert "Making the environment" in ensure(project).stdout


def test_pip_that_fails_is_one_line(project):
    (project / "requirements.txt").write_text(f"no-such-distribution==1.0 --hash=sha256:{'0' * 64}\n")
    result = ensure(project)
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert "pip could not install the packages: ERROR: No matching distribution" in result.stderr


def test_project_folder_that_cannot_be_written_is_one_line(project):
    (project / ".venv.lock").unlink()
    (project / ".venv.lock").mkdir()
    result = ensure(project)
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert "cannot be written" in result.stderr
