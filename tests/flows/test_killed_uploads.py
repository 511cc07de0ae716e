"""Web processes killed in the middle of uploads: no trace for readers, a second try is taken, orphans are cleared."""

import contextlib
import http.client
import os
import random
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from tests.distributions import make_wheel
from tests.flows.reading import files_of, read, status_of
from tests.flows.sending import at_once, upload
from tests.flows.site import create_user, running_site

CHANNELS = [
    *("/", "/simple/", "/simple/lighthouse/", "/pypi/lighthouse/json", "/project/lighthouse/", "/user/ann/"),
    *("/search/?q=light", "/rss/packages.xml", "/rss/updates.xml", "/sitemap.xml", "/stats/"),
]
KILLS = 4


@pytest.fixture
def site(tmp_path):
    with running_site(tmp_path, DJANGO_SETTINGS_MODULE="tests.flows.dying_settings") as site:
        yield site


def web_processes(site):
    """Those that answer; not the one that starts them."""
    pid = site.processes[0].pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def stored(site):
    return {path for path in (site.data / "packages").rglob("*") if path.is_file()}


def make_old(site):
    then = time.time() - 2 * 3600
    for path in stored(site):
        os.utime(path, (then, then))


def test_an_upload_that_dies_before_its_commit_leaves_no_trace_and_can_be_sent_again(site):
    token, wheel = create_user(site, "ann", "--verified"), make_wheel("lighthouse")
    before = [status_of(site, path) for path in CHANNELS]
    (site.data / "die").touch()
    with pytest.raises((OSError, http.client.HTTPException)):
        upload(site, token, *wheel)
    (site.data / "die").unlink()
    assert stored(site), "it died too early for this test"
    assert [status_of(site, path) for path in CHANNELS] == before
    for path, status in zip(CHANNELS, before, strict=True):
        assert status != 200 or b"lighthouse" not in read(site, path), path

    make_old(site)
    assert site.manage("files", "orphans").splitlines()[-1] == "2 orphans found."
    assert upload(site, token, *wheel) == (200, "Published.\n")
    assert site.manage("files", "orphans", "--clear").splitlines()[-1] == "0 orphans cleared."
    assert len(files_of(site, "lighthouse")) == 1


def upload_all(site, token, wheels, accepted):
    for wheel in wheels:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if upload(site, token, *wheel)[0] == 200:
                accepted.add(wheel[0])


def kill_some(site):
    for _ in range(KILLS):
        time.sleep(random.uniform(0.05, 0.4))
        for pid in web_processes(site)[:1]:
            os.kill(pid, signal.SIGKILL)


def project_of(wheel):
    return wheel[0].partition("-")[0]


def test_what_was_accepted_is_whole_whenever_processes_are_killed(site):
    token = create_user(site, "ann", "--verified")
    wheels, accepted = [make_wheel(f"buoy{number}") for number in range(40)], set()
    senders = [partial(upload_all, site, token, wheels[part::4], accepted) for part in range(4)]
    at_once(*senders, partial(kill_some, site))
    assert len(accepted) < len(wheels), "nothing was cut off"
    for wheel in wheels:
        is_there = status_of(site, f"/simple/{project_of(wheel)}/") == 200
        assert is_there or wheel[0] not in accepted
        assert not is_there or len(files_of(site, project_of(wheel))) == 1
    for wheel in wheels:
        assert upload(site, token, *wheel)[0] == 200

    make_old(site)
    site.manage("files", "orphans", "--clear")
    assert all(len(files_of(site, project_of(wheel))) == 1 for wheel in wheels)
    assert len(stored(site)) == 2 * len(wheels)
