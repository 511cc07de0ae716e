"""What every test has."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh_counters():
    """Rate limits are counted in the cache; no test inherits another's."""
    cache.clear()


@pytest.fixture
def now():
    return datetime(2026, 2, 17, 19, 22, tzinfo=UTC)
