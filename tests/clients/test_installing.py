"""What pip and uv choose, show and verify on an index with yanked, early, narrow and changed releases."""

import contextlib
import re

import pytest

from tests.clients.terminal import Terminal
from tests.distributions import make_wheel

EXTRAS = [
    ("Requires-Dist", "bell"),
    ("Provides-Extra", "loud"),
    ("Requires-Dist", 'horn>=2; extra == "loud"'),
]
DISTRIBUTIONS = [
    make_wheel("early", "1.0"),
    make_wheel("early", "2.0rc1"),
    make_wheel("narrow", "1.0"),
    make_wheel("narrow", "2.0", metadata_headers=[("Requires-Python", ">=3.99")]),
    make_wheel("pulled", "1.0"),
    make_wheel("pulled", "2.0"),
    make_wheel("lighthouse", metadata_headers=EXTRAS),
    make_wheel("bell"),
    make_wheel("horn", "2.1"),
]


@pytest.fixture(scope="module")
def filled(site, token, tmp_path_factory):
    terminal = Terminal(tmp_path_factory.mktemp("publisher"))
    terminal.write_dist(*DISTRIBUTIONS)
    said = terminal.run(f"uv publish --publish-url {site.url}/legacy/ --token {token}")
    assert said.code == 0, said.output
    site.manage("release", "yank", "pulled", "2.0", "--reason", "It forgets the tides.")
    return site


@pytest.fixture
def terminal(terminal, filled):
    terminal.make_environment()
    terminal.environment |= {
        "PIP_INDEX_URL": f"{filled.url}/simple/",
        "UV_DEFAULT_INDEX": f"{filled.url}/simple/",
    }
    return terminal


@contextlib.contextmanager
def away(site, pattern):
    """The files of the store that fit are not there: whoever asks for one gets 404."""
    files = list((site.data / "packages").rglob(pattern))
    assert files
    for file in files:
        file.rename(f"{file}.away")
    try:
        yield
    finally:
        for file in files:
            file.with_name(f"{file.name}.away").rename(file)


def installed(terminal):
    said = terminal.run("uv pip freeze")
    assert said.code == 0, said.output
    return set(said.output.split())


each_installer = pytest.mark.parametrize("install", ["pip install", "uv pip install"])


@each_installer
def test_a_pre_release_waits_until_it_is_asked_for(terminal, install):
    allow = "--pre" if install == "pip install" else "--prerelease allow"
    assert terminal.run(f"{install} early").code == 0
    assert installed(terminal) == {"early==1.0"}
    assert terminal.run(f"{install} --upgrade {allow} early").code == 0
    assert installed(terminal) == {"early==2.0rc1"}


@each_installer
def test_a_release_for_another_python_is_passed_over_by_what_the_page_says(terminal, install, filled):
    with away(filled, "narrow-2.0*"):
        said = terminal.run(f"{install} narrow")
    assert said.code == 0, said.output
    assert installed(terminal) == {"narrow==1.0"}
    pinned = terminal.run(f"{install} narrow==2.0")
    assert pinned.code != 0
    assert ">=3.99" in pinned.output


@each_installer
def test_a_yanked_release_is_passed_over_unless_pinned_and_its_reason_is_shown(terminal, install):
    assert terminal.run(f"{install} pulled").code == 0
    assert installed(terminal) == {"pulled==1.0"}
    pinned = terminal.run(f"{install} pulled==2.0")
    assert installed(terminal) == {"pulled==2.0"}
    assert "It forgets the tides." in pinned.output


@each_installer
def test_an_extra_brings_what_it_needs(terminal, install):
    assert terminal.run(f"{install} lighthouse").code == 0
    assert installed(terminal) == {"bell==1.0", "lighthouse==1.0"}
    assert terminal.run(f"{install} 'lighthouse[loud]'").code == 0
    assert installed(terminal) == {"bell==1.0", "lighthouse==1.0", "horn==2.1"}


def test_pip_lists_the_versions_that_an_install_would_choose_from(terminal):
    said = terminal.run("pip index versions early")
    assert "Available versions: 1.0\n" in said.output
    said = terminal.run("pip index versions --pre early")
    assert "Available versions: 2.0rc1, 1.0\n" in said.output


def test_what_uv_locks_with_hashes_pip_installs_with_hashes_required(terminal):
    (terminal.folder / "requirements.in").write_text("lighthouse[loud]\n")
    locked = terminal.run("uv pip compile --quiet --generate-hashes requirements.in -o requirements.txt")
    assert locked.code == 0, locked.output
    lock = (terminal.folder / "requirements.txt").read_text()
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", lock)) == 3
    said = terminal.run("pip install --require-hashes -r requirements.txt")
    assert said.code == 0, said.output
    assert installed(terminal) == {"bell==1.0", "lighthouse==1.0", "horn==2.1"}


def test_uv_resolves_from_the_metadata_beside_the_wheels_alone(terminal, filled):
    with away(filled, "*.whl"):
        said = terminal.run("echo 'lighthouse[loud]' | uv pip compile --quiet -")
    assert said.code == 0, said.output
    assert set(re.findall(r"^\w+==\S+", said.output, re.MULTILINE)) == {
        "bell==1.0",
        "horn==2.1",
        "lighthouse==1.0",
    }


def test_pip_downloads_exactly_the_bytes_that_were_published(terminal):
    said = terminal.run("pip download --no-deps --dest got lighthouse")
    assert said.code == 0, said.output
    filename, content = next(each for each in DISTRIBUTIONS if each[0].startswith("lighthouse"))
    assert (terminal.folder / "got" / filename).read_bytes() == content
