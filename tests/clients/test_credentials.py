"""The places where upload clients look for a token: each is enough."""

from itertools import count
from urllib.parse import urlsplit

import pytest

from tests.distributions import make_wheel

KEYRING = """
from keyring.backends.null import Keyring as Empty


class Keyring(Empty):
    def get_password(self, service, username):
        return {token!r} if (service, username) == ({service!r}, "__token__") else None
"""


@pytest.fixture(scope="module")
def new_names():
    return (f"secret{number}" for number in count())


@pytest.fixture
def publish(terminal, site, token, new_names):
    """Publish a new project; `{host}`, `{url}` and `{token}` in the command stand for ours."""
    places = {"host": urlsplit(site.url).netloc, "url": f"{site.url}/legacy/", "token": token}

    def publish(command, **environment):
        wheel = make_wheel(name := next(new_names))
        terminal.write_dist(wheel)
        said = terminal.run(command.format(**places), **environment)
        assert said.code == 0, said.output
        assert wheel[0] in terminal.get(f"{site.url}/simple/{name}/")

    return publish


@pytest.mark.parametrize(
    "command",
    [
        "twine upload --repository-url {url} -u __token__ -p {token} dist/*",
        "twine upload --repository-url http://__token__:{token}@{host}/legacy/ dist/*",
        "uv publish --publish-url {url} --token {token}",
        "uv publish --publish-url {url} -u __token__ -p {token}",
        "uv publish --publish-url http://__token__:{token}@{host}/legacy/",
    ],
)
def test_token_on_the_command_line(publish, command):
    publish(command)


def test_token_in_netrc(publish, terminal, site, token):
    netrc = terminal.home / ".netrc"
    netrc.write_text(f"machine {urlsplit(site.url).hostname}\nlogin __token__\npassword {token}\n")
    netrc.chmod(0o600)
    # Or uv would first ask for a token over HTTPS, which nobody answers on the loopback address.
    publish("uv publish --publish-url {url} --trusted-publishing never")


@pytest.mark.parametrize(
    "command",
    [
        "twine upload --repository-url {url} -u __token__ dist/*",
        "uv publish --publish-url {url} -u __token__ --keyring-provider subprocess",
    ],
)
def test_token_in_the_keyring(publish, terminal, site, token, command):
    service = f"{site.url}/legacy/"
    (terminal.folder / "own_keyring.py").write_text(KEYRING.format(service=service, token=token))
    publish(command, PYTHONPATH=str(terminal.folder), PYTHON_KEYRING_BACKEND="own_keyring.Keyring")
