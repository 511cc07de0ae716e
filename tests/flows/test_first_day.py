"""The main job with real clients: twine publishes, pip and uv install, a real worker scores, an admin decides."""

import os
import sys
import urllib.error
import urllib.request

import pytest

from tests.distributions import make_sdist, make_wheel
from tests.flows.site import Site, services


@pytest.fixture
def site(tmp_path):
    with services(f"gatehouse_flow_{os.getpid()}") as environment:
        site = Site(tmp_path)
        site.environment |= environment
        prepared = site.run(sys.executable, "bin/prepare")
        assert prepared.returncode == 0, prepared.stderr
        site.start_web()
        yield site
        site.stop()


def create_user(site, name, *options):
    address = f"{name}@example.com"
    site.manage(
        "user", "create", name, "--email", address, "--password", "a long and quiet evening", *options
    )
    return site.manage("token", "create", name)


def twine(site, token, folder, *distributions):
    folder.mkdir(exist_ok=True)
    for filename, content in distributions:
        (folder / filename).write_bytes(content)
    done = site.run(
        *("twine", "upload", "--disable-progress-bar", "--repository-url", f"{site.url}/legacy/"),
        *("-u", "__token__", "-p", token, *(str(folder / name) for name, _ in distributions)),
        COLUMNS="400",
    )
    return done.returncode, done.stdout + done.stderr


def pip_download(site, folder, name):
    return site.run(
        *(sys.executable, "-m", "pip", "--isolated", "download", "--no-cache-dir", "--no-deps"),
        *("--index-url", f"{site.url}/simple/", "--dest", str(folder), name),
    )


def status(site, path):
    try:
        with urllib.request.urlopen(site.url + path, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as answer:
        answer.close()
        return answer.code


def test_from_upload_to_score_with_switches_and_real_clients(site, tmp_path):
    unverified = create_user(site, "eve")
    token = create_user(site, "ann", "--verified")
    wheel, sdist = make_wheel("tide-reader"), make_sdist("tide-reader")

    code, said = twine(site, unverified, tmp_path / "dist", wheel)
    assert code != 0
    assert "verified e-mail address" in said
    assert "/help/#verified-email" in said

    code, said = twine(site, token, tmp_path / "dist", wheel, sdist)
    assert code == 0, said
    assert pip_download(site, tmp_path / "got", "tide-reader").returncode == 0
    assert (tmp_path / "got" / wheel[0]).read_bytes() == wheel[1]
    uv = site.run("uv", "pip", "install", "--no-cache", "--target", str(tmp_path / "uv"), "--index-url",
                  f"{site.url}/simple/", "tide-reader")  # fmt: skip
    assert uv.returncode == 0, uv.stderr

    site.start_worker()  # it was down so far: it scores what it missed
    site.manage("queue", "wait", "--timeout", "100")

    switch = ("flag", "set", "disallow-new-project-registration")
    site.manage(*switch, "on", "--reason", "a wave", "--notice", "We rest.")
    code, said = twine(site, token, tmp_path / "dist", make_wheel("other-project"))
    assert code != 0
    assert "We rest." in said
    assert "/help/#admin-intervention" in said
    code, said = twine(site, token, tmp_path / "dist", make_wheel("tide-reader", "1.1"))
    assert code == 0, said
    site.manage(*switch, "off", "--reason", "calm")
    code, said = twine(site, token, tmp_path / "dist", make_wheel("other-project"))
    assert code == 0, said
    site.manage("queue", "wait", "--timeout", "100")

    site.manage("project", "status", "tide-reader", "quarantined", "--reason", "looking")
    assert status(site, "/project/tide-reader/") == 404
    assert pip_download(site, tmp_path / "none", "tide-reader").returncode != 0
