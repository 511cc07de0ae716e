import pytest

from tests.factories import make_user


@pytest.fixture
def ada(client):
    """An admin, logged in."""
    user = make_user("ada", is_staff=True)
    client.force_login(user)
    return user
