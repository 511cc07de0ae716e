"""The main job with real clients: twine publishes, pip and uv install, a real worker scores, an admin decides."""

import sys
import urllib.error
import urllib.request

from tests.distributions import make_sdist, make_wheel
from tests.flows.site import create_user, twine


def pip_download(site, folder, *names):
    return site.run(
        *(sys.executable, "-m", "pip", "--isolated", "download", "--no-cache-dir", "--no-deps"),
        *("--index-url", f"{site.url}/simple/", "--dest", str(folder), *names),
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
