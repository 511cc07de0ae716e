"""Installing from a private index: where pip and uv look for the token, and what they say without one."""

from urllib.parse import urlsplit

import pytest

from accounts.api_tokens import tokens
from tests.distributions import make_wheel
from tests.flows.site import create_user, running_site

each_installer = pytest.mark.parametrize(
    "install", ["pip install --index-url", "uv pip install --default-index"]
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running_site(tmp_path_factory.mktemp("private"), READERS_LOG_IN="on") as site:
        yield site


@pytest.fixture(scope="module")
def token(site):
    return create_user(site, "ann", "--verified")


@pytest.fixture
def host(site):
    return urlsplit(site.url).netloc


@pytest.fixture
def terminal(terminal, site, token):
    terminal.write_dist(make_wheel("lighthouse"))
    said = terminal.run(f"twine upload --repository-url {site.url}/legacy/ -u __token__ -p {token} dist/*")
    assert said.code == 0, said.output
    terminal.make_environment()
    terminal.environment["PIP_NO_INPUT"] = "1"
    return terminal


def installed(terminal):
    return terminal.run("uv pip freeze").output.split()


@each_installer
def test_a_token_in_the_address_installs(terminal, host, token, install):
    said = terminal.run(f"{install} http://__token__:{token}@{host}/simple/ lighthouse")
    assert said.code == 0, said.output
    assert installed(terminal) == ["lighthouse==1.0"]


@each_installer
def test_a_token_in_netrc_installs(terminal, host, token, install):
    netrc = terminal.home / ".netrc"
    netrc.write_text(f"machine {host.partition(':')[0]}\nlogin __token__\npassword {token}\n")
    netrc.chmod(0o600)
    said = terminal.run(f"{install} http://{host}/simple/ lighthouse")
    assert said.code == 0, said.output
    assert installed(terminal) == ["lighthouse==1.0"]


@each_installer
@pytest.mark.parametrize("credentials", ["", "__token__:{unknown}@", "ann:a-password@"])
def test_without_a_good_token_nothing_is_installed(terminal, host, install, credentials):
    sent = credentials.format(unknown=tokens.mint())
    said = terminal.run(f"{install} http://{sent}{host}/simple/ lighthouse", PIP_VERBOSE="2")
    assert said.code != 0
    assert "401" in said.output, said.output
    assert installed(terminal) == []
