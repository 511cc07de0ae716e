import pytest

from tests.clients.terminal import CLIENTS, Terminal
from tests.flows.site import create_user, running_site


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    assert CLIENTS.is_dir(), "the clients are not installed yet: `bin/test tests/clients` does it"
    with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="module")
def token(site):
    """Of an account that may publish."""
    return create_user(site, "ann", "--verified")


@pytest.fixture
def terminal(tmp_path):
    return Terminal(tmp_path)
