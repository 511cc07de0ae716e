"""The lock files hold what pyproject.toml asks for: pinned, hashed, from no named place."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[2]
LOCK_OF_GROUP = {
    "dev": "requirements-dev.txt",
    "clients": "requirements-clients.txt",
    "bench": "requirements-bench.txt",
}
LOCKS = ("requirements.txt", *LOCK_OF_GROUP.values())
MACHINES = [
    {"sys_platform": platform, "os_name": name, "python_full_version": version, "python_version": version[:4]}
    for platform, name in (("linux", "posix"), ("darwin", "posix"), ("win32", "nt"))
    for version in ("3.11.2", "3.11.9", "3.12.1", "3.13.9")
]
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def entries(lock):
    """Each entry of a lock file as one line, its continuation lines joined."""
    text = (PROJECT / lock).read_text().replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def pins(lock):
    """The requirements of a lock file by normalized name; a name with markers can have several."""
    found = {}
    for entry in entries(lock):
        requirement = Requirement(entry.partition(" --hash")[0])
        found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def applies(pin, machine):
    return pin.marker is None or pin.marker.evaluate(machine)


def is_met(pin, by):
    """Whether a lock pins the same version on every machine that this pin applies to."""
    same = [other for other in by.get(canonicalize_name(pin.name), []) if other.specifier == pin.specifier]
    return all(
        any(applies(other, machine) for other in same) for machine in MACHINES if applies(pin, machine)
    )


def asked():
    """What pyproject.toml asks for: (lock file, requirement) pairs."""
    pyproject = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    extras = pyproject["project"]["optional-dependencies"].values()
    for text in sum(extras, pyproject["project"]["dependencies"]):
        yield "requirements.txt", Requirement(text)
    for group, lock in LOCK_OF_GROUP.items():
        for text in pyproject["dependency-groups"][group]:
            yield lock, Requirement(text)


@pytest.mark.parametrize(("lock", "requirement"), list(asked()), ids=str)
def test_what_is_asked_is_locked_to_a_fitting_version(lock, requirement):
    locked = pins(lock)[canonicalize_name(requirement.name)]
    versions = [str(pin.specifier).removeprefix("==") for pin in locked]
    assert [version for version in versions if not requirement.specifier.contains(version)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_is_one_exact_version_with_hashes(lock):
    loose = []
    for entry in entries(lock):
        pin, _, hashes = entry.partition(" --hash")
        is_exact = re.fullmatch(r"==[^*,]+", str(Requirement(pin).specifier))
        is_hashed = all(HASH.fullmatch(word) for word in f"--hash{hashes}".split())
        if not (is_exact and is_hashed):
            loose.append(pin)
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_entry_names_the_place_it_comes_from(lock):
    text = (PROJECT / lock).read_text()
    assert re.findall(r"://|^\s*-(?!-hash)|--(?!hash)\w+|@", text, re.MULTILINE) == []


def test_the_development_lock_holds_every_pin_of_the_runtime_lock():
    development = pins("requirements-dev.txt")
    missing = [
        pin for found in pins("requirements.txt").values() for pin in found if not is_met(pin, development)
    ]
    assert missing == []


def test_nothing_in_the_runtime_lock_is_there_for_development_alone():
    names = pins("requirements.txt").keys()
    tools = {"pytest", "ruff", "mypy", "hypothesis", "playwright", "twine", "build", "uv"}
    assert names & tools == set()
