"""What every test has."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache

from index.simple import published


@pytest.fixture(autouse=True)
def _fresh_copies():
    """Rate limits are counted in the cache, pages are published in a folder; no test inherits another's."""
    cache.clear()
    published.withdraw_all()


@pytest.fixture
def now():
    return datetime(2026, 2, 17, 19, 22, tzinfo=UTC)
