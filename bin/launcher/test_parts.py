"""`bin/test`: every test on SQLite, and again on PostgreSQL with Redis; says what it had to leave out.

On a laptop a missing part is left out and named. Where CI is set it is a failure, so that no test can
fall silent there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import children, environment
from .console import Failure, say

DATABASE_URL = "postgres://postgres:postgres@127.0.0.1:5432/postgres"
REDIS_URL = "redis://127.0.0.1:6379/9"
CLIENT_TESTS = Path("tests/clients")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
SEED_DATA = environment.PROJECT.parent / "shared" / "data" / "spam_seed.jsonl"
# What asks no database, and takes minutes: run once, with the embedded form.
ASK_NO_DATABASE = (
    "tests/classifier/test_starting_model.py",
    "tests/operations/test_compose.py",
    "tests/operations/test_environment.py",
    "tests/operations/test_static_checks.py",
    "tests/operations/test_system_checks.py",
    "tests/operations/test_up.py",
)
NO_TESTS_COLLECTED = 5  # pytest's exit code where the arguments name no test that this part runs

# Prints nothing where both answer, else one line for each that does not. The password is never shown.
ASK_SERVERS = """
import sys, psycopg2, redis
try:
    psycopg2.connect(sys.argv[1], connect_timeout=3).close()
except psycopg2.Error as error:
    print("PostgreSQL:", str(error).strip().splitlines()[-1])
try:
    redis.Redis.from_url(sys.argv[2], socket_connect_timeout=3).ping()
except (redis.RedisError, ValueError) as error:
    print("Redis:", error)
"""


@dataclass(frozen=True)
class Part:
    """One run of pytest: a name to report it by, and the services it uses instead of the embedded ones."""

    name: str
    services: Mapping[str, str]
    without: Sequence[str] = ()


def main() -> int:
    """Run the parts this machine can run; 0 where all of them passed.

    :raises Failure: something is missing in CI, or the set-up is at fault.
    """
    python = environment.ensure(environment.DEVELOPMENT)
    if may_choose(CLIENT_TESTS, sys.argv[1:]):
        environment.ensure(environment.CLIENTS)
    servers = {
        "DATABASE_URL": os.environ.get("GATEHOUSE_TEST_DATABASE_URL") or DATABASE_URL,
        "REDIS_URL": os.environ.get("GATEHOUSE_TEST_REDIS_URL") or REDIS_URL,
    }
    silent_servers = unanswering(python, servers)
    markers = unmet_markers(os.environ)
    missing = [*silent_servers, *markers.values()]
    if missing and os.environ.get("CI", "").lower() in {"1", "true"}:
        raise Failure(f"In CI every test must run, but: {'; '.join(missing)}")
    for reason in missing:
        say(f"Left out: {reason}")
    parts = [Part("SQLite", {})]
    if not silent_servers:
        without = [f"--ignore={path}" for path in ASK_NO_DATABASE]
        parts.append(Part("PostgreSQL and Redis", servers, without))
    return run_all(python, parts, [*selection(markers), *sys.argv[1:]])


def may_choose(folder: Path, arguments: Sequence[str]) -> bool:
    """Whether pytest with these arguments looks for tests in that folder of the project.

    They name paths or nothing; what else stands among them (`-k yank`) is the value of an option.
    """
    folder = environment.PROJECT / folder
    named = [environment.PROJECT / argument.partition("::")[0] for argument in arguments]
    paths = [path.resolve() for path in named if path.exists()]
    return not paths or any(path.is_relative_to(folder) or folder.is_relative_to(path) for path in paths)


def unanswering(python: Path, servers: Mapping[str, str]) -> list[str]:
    """A sentence for each server that does not let us in."""
    command = [str(python), "-c", ASK_SERVERS, servers["DATABASE_URL"], servers["REDIS_URL"]]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return [f"the run on PostgreSQL and Redis ({line})" for line in answer.stdout.splitlines()]


def unmet_markers(variables: Mapping[str, str]) -> dict[str, str]:
    """The pytest markers whose tests cannot run here, each with the reason."""
    unmet = {}
    if not any(shutil.which(name) for name in CHROMIUM_NAMES):
        unmet["browser"] = f"browser tests (none of {', '.join(CHROMIUM_NAMES)} is on PATH)"
    if not shutil.which("nginx"):
        unmet["nginx"] = "tests behind nginx (nginx is not on PATH)"
    seed = Path(variables.get("GATEHOUSE_SEED_DATA", "").strip() or SEED_DATA)
    if not seed.is_file():
        unmet["seed_data"] = f"tests on the labelled examples ({seed} is not there)"
    return unmet


def selection(markers: Mapping[str, str]) -> list[str]:
    """The arguments that make pytest leave out the tests with these markers."""
    # One more than a small machine has processors: tests with browsers and workers wait more than they compute.
    processes = os.environ.get("GATEHOUSE_TEST_PROCESSES", "").strip() or "3"
    expression = " and ".join(f"not {marker}" for marker in markers)
    # By file: the tests that share one running site stay in one process.
    return ["-n", processes, "--dist", "loadfile", *(["-m", expression] if expression else [])]


def run_all(python: Path, parts: Sequence[Part], arguments: Sequence[str]) -> int:
    results = []
    for part in parts:
        say(f"== Tests on {part.name}")
        started = time.monotonic()
        code = run_part(python, part, arguments)
        verdict = "passed" if code == 0 else "no test chosen" if code == NO_TESTS_COLLECTED else "FAILED"
        results.append(code)
        say(f"== Tests on {part.name}: {verdict} in {time.monotonic() - started:.0f} s")
    return 0 if 0 in results and set(results) <= {0, NO_TESTS_COLLECTED} else 1


def run_part(python: Path, part: Part, arguments: Sequence[str]) -> int:
    inherited = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}
    }
    # Tests never see the data of the site that runs from this folder.
    with tempfile.TemporaryDirectory(prefix="gatehouse-test-") as data:
        return children.run(
            [python, "-m", "pytest", *part.without, *arguments],
            cwd=environment.PROJECT,
            env={**inherited, **part.services, "GATEHOUSE_DATA": data},
        )
