import pytest

from tests.factories import make_user
from tests.index.conftest import ann, token, upload  # noqa: F401 - fixtures


@pytest.fixture
def ada(client):
    """An admin, logged in."""
    user = make_user("ada", is_staff=True)
    client.force_login(user)
    return user
