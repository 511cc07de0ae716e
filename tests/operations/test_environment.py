"""How the environment is made: once, again where that was interrupted, and in one line where pip refuses."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
ENSURE = "from launcher import console, environment; console.exit_with(lambda: environment.ensure(environment.RUNTIME) and 0)"


@pytest.fixture
def project(tmp_path):
    """A project of the same make whose lock asks for nothing."""
    shutil.copytree(PROJECT / "bin" / "launcher", tmp_path / "bin" / "launcher")
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    return tmp_path


def ensure(project):
    return subprocess.run(
        [sys.executable, "-c", ENSURE],
        cwd=project / "bin",
        env={**os.environ, "PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_second_start_installs_nothing(project):
    assert "Installing what requirements.txt lists" in ensure(project).stdout
    second = ensure(project)
    assert (second.returncode, second.stdout) == (0, "")


def test_changed_lock_is_installed(project):
    ensure(project)
    (project / "requirements.txt").write_text("# still nothing\n")
    assert "Installing" in ensure(project).stdout


def test_interrupted_install_is_begun_anew(project):
    ensure(project)
    half_written = project / ".venv" / "lib" / "half-written.py"
    half_written.touch()
    (project / ".venv" / "unfinished").touch()
    assert "Making the environment" in ensure(project).stdout
    assert not half_written.exists()


def test_environment_whose_python_is_gone_is_made_anew(project):
    ensure(project)
    python = project / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(project / "no-longer-there")
    assert "Making the environment" in ensure(project).stdout


def test_pip_that_fails_is_one_line_and_tried_again(project):
    (project / "requirements.txt").write_text(f"no-such-distribution==1.0 --hash=sha256:{'0' * 64}\n")
    for _ in range(2):
        result = ensure(project)
        assert result.returncode == 1
        assert len(result.stderr.splitlines()) == 1
        assert "pip could not install the packages: ERROR: No matching distribution" in result.stderr


def test_project_folder_that_cannot_be_written_is_one_line(project):
    (project / ".venv.lock").mkdir()
    result = ensure(project)
    assert result.returncode == 1
    assert "cannot be written" in result.stderr
    assert len(result.stderr.splitlines()) == 1
