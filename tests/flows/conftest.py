import os
import sys

import pytest

from tests.flows.site import Site, services


@pytest.fixture
def site(tmp_path):
    """A whole Gatehouse with its web server running; the worker is the test's to start."""
    with services(f"gatehouse_flow_{os.getpid()}") as environment:
        site = Site(tmp_path)
        site.environment |= environment
        try:
            prepared = site.run(sys.executable, "bin/prepare")
            assert prepared.returncode == 0, prepared.stderr
            site.start_web()
            yield site
        finally:
            site.stop()
