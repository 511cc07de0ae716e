"""Several processes that write the search at once, on a running site."""

import json
import subprocess
import sys
import urllib.request

from tests.flows.site import ROOT

FILL = """
import django; django.setup()
from tests.factories import make_project, make_release, make_user
ann = make_user("ann")
for number in range(150):
    make_release(make_project(f"tides-{number}", owner=ann))
"""
REFRESH = """
import django; django.setup()
import sys
from index.models import Project
from index.search import entries
for pk in list(Project.objects.order_by("id").values_list("id", flat=True))[int(sys.argv[1]) :: 3]:
    assert entries.refresh([pk]) == 1
"""
COUNT = """
import django; django.setup()
import json
from index.models import SearchEntry
from index.search import entries
print(json.dumps([SearchEntry.objects.count(), entries.overdue().count()]))
"""


def test_refreshing_at_once_writes_each_entry_once_while_people_search(site):
    """All releases are of one second, so each process wants the place of another's entry."""
    filled = site.run(sys.executable, "-c", FILL)
    assert filled.returncode == 0, filled.stderr
    running = [
        subprocess.Popen(
            [sys.executable, "-c", REFRESH, str(part)],
            cwd=ROOT,
            env=site.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for part in range(3)
    ]
    while any(process.poll() is None for process in running):
        with urllib.request.urlopen(f"{site.url}/search/?q=tides", timeout=10) as answer:
            assert answer.status == 200
    for process in running:
        said = process.communicate()[0]
        assert process.returncode == 0, said
    assert json.loads(site.run(sys.executable, "-c", COUNT).stdout) == [150, 0]
    with urllib.request.urlopen(f"{site.url}/search/?q=tides", timeout=10) as answer:
        assert "150 projects" in answer.read().decode()
