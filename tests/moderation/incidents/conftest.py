import pytest

from accounts.models import User
from moderation.incidents import telling
from tests.factories import NOW, make_user


@pytest.fixture
def mo(client):
    """A moderator, logged in."""
    user = make_user("mo", is_staff=True, role=User.Role.MODERATOR)
    client.force_login(user)
    return user


@pytest.fixture
def tell():
    """An incident, public unless said otherwise; what is not said has honest values."""

    def open_incident(title="Spam on the index", **fields):
        values = {
            "sentence": "Uploads of new projects are closed.",
            "impact": "major",
            "started_at": NOW,
            "state": "investigating",
            "text": "We are being spammed.",
            "is_signed": False,
            "is_public": True,
            "actor": "ada",
            "now": NOW,
        }
        return telling.open_incident(title=title, **values | fields)

    return open_incident
