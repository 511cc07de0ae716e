"""Every client publishes what its build backend makes, and installs what all of them published."""

import hashlib
import json
import urllib.request

import pytest

from tests.clients import pages
from tests.clients.table import TABLE
from tests.clients.terminal import Terminal
from tests.distributions import make_wheel
from tests.flows.site import create_user, twine

PUBLISHERS = [client for client in TABLE if pages.script(client.name, "Publish", address="")]
INSTALLERS = [client for client in TABLE if pages.script(client.name, "Install", address="")]

# What the pages install: it needs what each client published, and says which of it arrived.
READER = make_wheel(
    "tide-reader",
    metadata_headers=[("Requires-Dist", f"tide-by-{client.name}") for client in PUBLISHERS],
    files={
        "tide_reader/__init__.py": "",
        "tide_reader/__main__.py": "".join(
            f"import tide_by_{client.name} as m; print('arrived:', m.__name__)\n" for client in PUBLISHERS
        ),
    },
)
PYPROJECT = """
[project]
name = "{name}"
version = "1.0"
description = "Reads tide tables."
readme = "README.md"
requires-python = ">=3.11"

{more}
"""
NOT_A_PACKAGE = "[tool.pdm]\ndistribution = false"  # or pdm would build it, as the others do not
BUILD_SYSTEM = """
[build-system]
build-backend = "{backend[0]}"
requires = ["{backend[1]}"]
"""

each_publisher = pytest.mark.parametrize("client", PUBLISHERS, ids=lambda client: client.name)
each_installer = pytest.mark.parametrize("client", INSTALLERS, ids=lambda client: client.name)


def publish(client, name, terminal, site, token):
    """Follow the page in the folder of a new project."""
    more = BUILD_SYSTEM.format(backend=client.backend) + client.pyproject
    (terminal.folder / "pyproject.toml").write_text(PYPROJECT.format(name=name, more=more))
    (terminal.folder / "README.md").write_text("# Tides\n")
    module = terminal.folder / "src" / name.replace("-", "_") / "__init__.py"
    module.parent.mkdir(parents=True)
    module.write_text('"""Reads tide tables."""\n')
    page = pages.script(client.name, "Publish", address=site.url, token=token)
    return terminal.run(f"{client.build_first}\n{page}", **client.environment)


def install(client, terminal, site):
    """Follow the page in the folder of a project that has published nothing."""
    terminal.make_environment()
    (terminal.folder / "README.md").write_text("# Shore\n")
    (terminal.folder / "pyproject.toml").write_text(PYPROJECT.format(name="shore", more=NOT_A_PACKAGE))
    page = pages.script(client.name, "Install", address=site.url)
    return terminal.run(page, **client.environment)


def offered(site, name):
    """The files on the project's simple page: SHA-256 by file name."""
    request = urllib.request.Request(
        f"{site.url}/simple/{name}/", headers={"Accept": "application/vnd.pypi.simple.v1+json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return {file["filename"]: file["hashes"]["sha256"] for file in json.load(answer)["files"]}


@pytest.fixture(scope="module")
def published(site, token, tmp_path_factory):
    """What each client said, and where it worked; and the project that needs them all."""
    done = {}
    for client in PUBLISHERS:
        terminal = Terminal(tmp_path_factory.mktemp(client.name))
        said = publish(client, f"tide-by-{client.name}", terminal, site, token)
        done[client.name] = said, terminal.folder / "dist"
    code, said = twine(site, token, tmp_path_factory.mktemp("reader"), READER)
    assert code == 0, said
    return done


def test_each_client_has_a_page_and_each_page_a_client():
    assert pages.names() == sorted(client.name for client in TABLE)


@each_publisher
def test_client_publishes_wheel_and_sdist(client, published, site):
    said, dist = published[client.name]
    assert said.code == 0, said.output
    built = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in dist.glob("tide*")}
    assert {name.rpartition(".")[2] for name in built} == {"whl", "gz"}
    assert offered(site, f"tide-by-{client.name}") == built


@each_publisher
def test_client_prints_why_a_new_project_is_refused(client, unverified, terminal, site):
    said = publish(client, f"shore-by-{client.name}", terminal, site, unverified)
    assert said.code != 0
    assert "A new project needs a verified e-mail address" in said.output
    assert f"{site.url}/help/#verified-email" in said.output


@each_installer
def test_client_installs_what_all_clients_published(client, published, terminal, site):
    said = install(client, terminal, site)
    assert said.code == 0, said.output
    for publisher in PUBLISHERS:
        assert f"arrived: tide_by_{publisher.name}" in said.output


@each_installer
def test_client_refuses_bytes_that_differ_from_the_page(client, published, terminal, site):
    (stored,) = (site.data / "packages").rglob(READER[0])
    try:
        stored.write_bytes(READER[1].replace(b"tide_reader/__main__", b"tide_reader/__evil__"))
        said = install(client, terminal, site)
    finally:
        stored.write_bytes(READER[1])
    assert said.code != 0
    assert "arrived" not in said.output
    assert "hash" in said.output.lower()


@pytest.fixture(scope="module")
def unverified(site):
    return create_user(site, "eve")
