import pytest

from tests.flows.site import running_site


@pytest.fixture
def site(tmp_path):
    with running_site(tmp_path) as site:
        yield site
