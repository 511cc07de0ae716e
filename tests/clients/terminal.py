"""A terminal with the clients on its path and nothing else of the machine: an empty home, no settings."""

import os
import shutil
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests.flows.site import ROOT

CLIENTS = ROOT / ".venv-clients"
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Said:
    """What a script ended with and said."""

    code: int
    output: str


class Terminal:
    """Runs scripts in `folder`; the packages they install go into an environment of its own, `.venv`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        self.environment = {
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "COLUMNS": "400",  # or sentences are broken where a terminal would end
            "PATH": self._path(CLIENTS),
            "VIRTUAL_ENV": str(CLIENTS),
            "PIP_CONFIG_FILE": os.devnull,  # the machine's; a page that sets its own says which
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "UV_PYTHON_DOWNLOADS": "never",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }

    def run(self, script: str, **environment: str) -> Said:
        done = subprocess.run(
            ["bash", "-euc", script],
            cwd=self.folder,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return Said(done.returncode, done.stdout)

    @staticmethod
    def get(url: str) -> str:
        """What a client reads at that address."""
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.read().decode()

    def write_dist(self, *distributions: tuple[str, bytes]) -> None:
        """Leave these files, and no others, in `dist`, as a build would."""
        dist = self.folder / "dist"
        shutil.rmtree(dist, ignore_errors=True)
        dist.mkdir()
        for filename, content in distributions:
            (dist / filename).write_bytes(content)

    def make_environment(self) -> None:
        """An empty environment, active from now on."""
        venv = self.folder / ".venv"
        made = self.run(f"uv venv --quiet --no-project --python '{CLIENTS}/bin/python' '{venv}'")
        assert made.code == 0, made.output
        # The clients are outside of it. The others find it by the variable; pip is told where to install.
        pip = venv / "bin" / "pip"
        pip.write_text(f'#!/bin/sh\nexec "{CLIENTS}/bin/pip" --python "{venv}/bin/python" "$@"\n')
        pip.chmod(0o755)
        self.environment |= {"VIRTUAL_ENV": str(venv), "PATH": self._path(venv, CLIENTS)}

    @staticmethod
    def _path(*environments: Path) -> str:
        return os.pathsep.join([*(f"{each}/bin" for each in environments), "/usr/bin", "/bin"])
