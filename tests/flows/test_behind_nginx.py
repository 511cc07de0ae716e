"""The site behind a real nginx with the configuration that we ship: pages and files come from its disk, in time."""

import base64
import contextlib
import gzip
import json
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest

from tests.distributions import make_wheel
from tests.flows.site import ROOT, create_user, twine

pytestmark = pytest.mark.nginx

JSON = "application/vnd.pypi.simple.v1+json"
PIP = f"{JSON}, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PAGE = "/simple/tide-reader/"


@pytest.fixture
def behind_nginx(site, tmp_path):
    """The site, restarted so that nginx sends its files; `site.proxy` is where nginx listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site.environment["X_ACCEL_PREFIX"] = "/_files/"
    restart(site)
    configuration = (ROOT / "deploy/nginx.conf").read_text()
    for ours, theirs in {
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "server web:8000;": f"server 127.0.0.1:{site.port};",
        "/srv/": f"{tmp_path}/",
        "/var/cache/nginx": f"{tmp_path}/nginx-cache",
        "/tmp/nginx.pid": f"{tmp_path}/nginx.pid",
        "/dev/stdout": "off",
    }.items():
        assert ours in configuration
        configuration = configuration.replace(ours, theirs)
    (tmp_path / "nginx-cache").mkdir()
    (tmp_path / "nginx.conf").write_text(configuration)
    nginx = subprocess.Popen(
        ["nginx", "-c", f"{tmp_path}/nginx.conf", "-g", "daemon off; user root;"], stderr=subprocess.PIPE
    )
    site.proxy = f"http://127.0.0.1:{port}"
    for _ in range(100):
        assert nginx.poll() is None, nginx.stderr.read()
        with contextlib.suppress(OSError):
            get(site, "/_health/")
            break
        time.sleep(0.05)
    yield site
    nginx.terminate()
    _, errors = nginx.communicate(timeout=10)
    assert b"[crit]" not in errors, errors


def restart(site):
    """As `bin/up` does, and docker compose."""
    site.stop_processes()
    prepared = site.run(sys.executable, "bin/prepare")
    assert prepared.returncode == 0, prepared.stderr
    site.start_web()


def get(site, path, *, method="GET", **headers):
    """Status, headers and body, as nginx sends them."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(site.proxy + path, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read()


def test_what_nginx_serves_is_what_the_application_says(behind_nginx, tmp_path):
    site = behind_nginx
    direct, site.url = site.url, site.proxy
    wheel = make_wheel("tide-reader")
    code, said = twine(site, create_user(site, "ann", "--verified"), tmp_path / "dist", wheel)
    assert code == 0, said

    # Pages: the same bytes and meaning, from its own disk.
    for accept in ("*/*", BROWSER, PIP, JSON):
        status, headers, body = get(site, PAGE, Accept=accept)
        request = urllib.request.Request(direct + PAGE, headers={"Accept": accept})
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert (status, body) == (200, answer.read())
            for name in ("Content-Type", "Vary", "Cache-Control", "Last-Modified",
                         "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"):  # fmt: skip
                assert headers[name] == answer.headers[name]
        assert "-" in headers["ETag"], "nginx's own tag is of time and size; this came from the application"
        assert get(site, PAGE, Accept=accept, If_None_Match=headers["ETag"])[0] == 304
    status, headers, body = get(site, PAGE, Accept=PIP, Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(body))["name"] == "tide-reader"

    # What is not plain, the application answers.
    assert get(site, f"{PAGE}?format={JSON}", Accept="*/*")[1]["Content-Type"] == JSON
    html = "application/vnd.pypi.simple.v1+html"
    assert get(site, PAGE, Accept=html)[1]["Content-Type"].startswith(html)
    assert get(site, PAGE, Accept=f"text/html;q=0.1, {JSON};q=0.9")[1]["Content-Type"] == JSON
    assert get(site, PAGE, Accept="image/png")[0] == 406
    assert get(site, PAGE, method="POST")[0] == 405
    assert get(site, "/simple/nothing/")[0] == 404
    assert get(site, "/simple/Tide_Reader/")[0] == 200  # redirected
    assert get(site, "/simple/")[0] == 200

    # Files: whole and in part, never by their inner address.
    url = json.loads(get(site, PAGE, Accept=JSON)[2])["files"][0]["url"]
    status, headers, body = get(site, url)
    assert (status, body) == (200, wheel[1])
    assert "immutable" in headers["Cache-Control"]
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert get(site, url, Range="bytes=0-9")[::2] == (206, wheel[1][:10])
    assert get(site, url.replace("/packages/", "/_files/"))[0] == 404

    # Hidden: page and file are gone with the next request.
    site.manage("project", "status", "tide-reader", "quarantined", "--reason", "looking")
    assert json.loads(get(site, PAGE, Accept=JSON)[2])["files"] == []
    assert get(site, url)[0] == 404
    site.manage("project", "status", "tide-reader", "active", "--reason", "fine")
    assert get(site, url)[0] == 200


def test_no_reader_gets_an_old_page_after_a_change(behind_nginx, tmp_path):
    site = behind_nginx
    code, said = twine(
        site, create_user(site, "ann", "--verified"), tmp_path / "dist", make_wheel("tide-reader")
    )
    assert code == 0, said
    failures, newest_serial, done = [], [0], threading.Event()

    def read():
        while not done.is_set():
            least = newest_serial[0]
            status, _, body = get(site, PAGE, Accept=JSON)
            if status != 200:
                failures.append(status)
            elif (serial := json.loads(body)["meta"]["_last-serial"]) < least:
                failures.append((serial, least))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(4):
        status = ("deprecated", "active")[number % 2]
        site.manage("project", "status", "tide-reader", status, "--reason", f"turn {number}")
        page = json.loads(get(site, PAGE, Accept=JSON)[2])
        assert page["project-status"]["status"] == status
        newest_serial[0] = page["meta"]["_last-serial"]
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []


def test_a_private_index_is_asked_for_every_page_and_file(behind_nginx, tmp_path):
    site = behind_nginx
    token = create_user(site, "ann", "--verified")
    wheel = make_wheel("tide-reader")
    code, said = twine(site, token, tmp_path / "dist", wheel)
    assert code == 0, said
    published, kept = tmp_path / "pages/simple/tide-reader", tmp_path / "kept"
    shutil.copytree(published, kept)
    url = json.loads(get(site, PAGE, Accept=JSON)[2])["files"][0]["url"]

    site.environment["READERS_LOG_IN"] = "on"
    restart(site)
    # What a process of the time before would still publish.
    published.parent.mkdir()
    published.symlink_to(kept)
    by_token = {"Authorization": "Basic " + base64.b64encode(f"__token__:{token}".encode()).decode()}
    for path in (PAGE, "/simple/", url, f"{url}.metadata", "/pypi/tide-reader/json"):
        for accept in ("*/*", JSON):
            status, headers, body = get(site, path, Accept=accept)
            assert (status, b"tide" in body) == (401, False), path
            assert headers["WWW-Authenticate"].startswith("Basic ")
        status, headers, body = get(site, path, **by_token)
        assert (status, bool(body)) == (200, True), path
        assert "private" in headers["Cache-Control"]
    assert get(site, url, **by_token)[2] == wheel[1]
    assert get(site, url.replace("/packages/", "/_files/"), **by_token)[0] == 404
    assert b'name="login"' in get(site, "/project/tide-reader/")[2]
