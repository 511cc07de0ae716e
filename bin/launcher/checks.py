"""`bin/check`: what a change must satisfy besides its tests. Runs all checks, then fails if one did."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from . import environment
from .console import say

PACKAGES = ("accounts", "index", "classifier", "moderation", "config")


def checks() -> Iterator[tuple[str, list[str]]]:
    """What each check is called, and its command with programs of the environment."""
    bin_folder = environment.PROJECT / "bin"
    # Programs without a file name extension are checked where they are named.
    programs = [str(path.relative_to(environment.PROJECT)) for path in python_programs(bin_folder)]
    yield "format", ["ruff", "format", "--check", ".", *programs]
    yield "lint", ["ruff", "check", ".", *programs]
    # Written by Django, so their style is left out above; SQL built from text would be ours.
    migrations = [f"{package}/migrations" for package in ("accounts", "index", "classifier", "moderation")]
    yield "security of migrations", ["ruff", "check", "--isolated", "--select", "S", *migrations]
    yield "types", ["mypy", *PACKAGES]
    yield "templates", ["djlint", "--lint", "--quiet", "templates"]
    yield "migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"]
    yield "settings", ["python", "manage.py", "check"]
    yield "import direction", ["python", "-m", "pytest", "-q", "tests/test_architecture.py"]
    yield (
        "compose file",
        ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
    )
    yield "image", ["hadolint", "Dockerfile"]


def python_programs(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.suffix and path.read_text().startswith("#!/usr/bin/env python3"):
            yield path


def main() -> int:
    python = environment.ensure(environment.DEVELOPMENT)
    # A link, not its target: beside it lie the programs of the environment.
    os.environ["PATH"] = f"{python.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    failed = []
    with tempfile.TemporaryDirectory(prefix="gatehouse-check-") as data:
        for name, command in checks():
            if not passes(name, command, data):
                failed.append(name)
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def passes(name: str, command: list[str], data: str) -> bool:
    """Run one check on a data folder of its own; what it says is shown where it fails."""
    started = time.monotonic()
    result = subprocess.run(
        command,
        cwd=environment.PROJECT,
        env={**os.environ, "GATEHOUSE_DATA": data},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - started
    say(f"{'ok  ' if result.returncode == 0 else 'FAIL'} {name} ({seconds:.1f} s)")
    if result.returncode:
        say(result.stdout.rstrip())
    return result.returncode == 0
