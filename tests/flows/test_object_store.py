"""The site with its files in a bucket (docs/storage.md), driven by twine and pip."""

import hashlib
import json
import time
import urllib.error
import urllib.request

import pytest

from tests.distributions import make_sdist, make_wheel
from tests.flows.site import create_user, twine
from tests.flows.test_first_day import pip_download
from tests.object_store import CREDENTIALS, running_store

JSON = "application/vnd.pypi.simple.v1+json"
PATIENCE_SECONDS = 30
PART = 8 * 2**20  # what is larger goes in parts


@pytest.fixture
def store():
    with running_store() as store:
        yield store


@pytest.fixture
def with_bucket(site, store):
    """The site, restarted with its files in the bucket."""
    site.stop_processes()
    site.environment |= CREDENTIALS | {"STORAGE_URL": store.url}
    site.start_web()
    return site


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def ask(url, *, method="GET", **headers):
    """Status, headers and body of one answer; a redirect is not followed."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, method=method, headers=headers)
    try:
        with urllib.request.build_opener(NoRedirects).open(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read()


def addresses(site, name):
    page = json.loads(ask(f"{site.url}/simple/{name}/", Accept=JSON)[2])
    return {file["filename"]: site.url + file["url"] for file in page["files"]}


def test_files_go_into_the_bucket_and_are_read_from_there(with_bucket, store, tmp_path):
    site, wheel, sdist = with_bucket, make_wheel("tide-reader"), make_sdist("tide-reader")
    token = create_user(site, "ann", "--verified")
    for _ in range(2):  # the same bytes twice are one object
        code, said = twine(site, token, tmp_path / "dist", wheel, sdist)
        assert code == 0, said
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in (wheel, sdist)}
    paths = {name: f"{digest[:2]}/{digest[2:4]}/{digest[4:]}/{name}" for name, digest in digests.items()}
    expected = [f"index/packages/{path}{suffix}" for path in paths.values() for suffix in ("", ".metadata")]
    assert store.keys() == sorted(expected)
    assert not [path for path in (site.data / "packages").rglob("*") if path.is_file()]

    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"tide-reader==1.0 --hash=sha256:{digests[wheel[0]]}\n")
    got = pip_download(site, tmp_path / "got", "--require-hashes", f"--requirement={requirements}")
    assert got.returncode == 0, got.stdout + got.stderr
    assert (tmp_path / "got" / wheel[0]).read_bytes() == wheel[1]

    for name, content in (wheel, sdist):
        status, headers, _ = ask(addresses(site, "tide-reader")[name])
        assert (status, headers["Cache-Control"]) == (302, "no-store")
        assert "Expires=300" in headers["Location"]
        assert headers["Location"].startswith(f"{store.endpoint}/")
        status, sent, body = ask(headers["Location"], Accept_Encoding="gzip")
        assert (status, body) == (200, content)
        assert sent["Content-Encoding"] is None, "what an sdist is packed with is no encoding of the transfer"
        assert sent["Content-Type"] == "application/octet-stream"
        assert "immutable" in sent["Cache-Control"]
        assert ask(headers["Location"], Range="bytes=5-9")[::2] == (206, content[5:10])

    _, headers, _ = ask(addresses(site, "tide-reader")[wheel[0]] + ".metadata")
    assert b"Name: tide-reader" in ask(headers["Location"])[2]
    _, headers, _ = ask(addresses(site, "tide-reader")[wheel[0]], method="HEAD")
    assert ask(headers["Location"], method="HEAD")[0] == 200


def test_a_held_file_is_gone_with_the_next_request(with_bucket, tmp_path):
    site, wheel = with_bucket, make_wheel("tide-reader")
    code, said = twine(site, create_user(site, "ann", "--verified"), tmp_path / "dist", wheel)
    assert code == 0, said
    address = addresses(site, "tide-reader")[wheel[0]]
    assert ask(address)[0] == 302
    site.manage("project", "status", "tide-reader", "quarantined", "--reason", "looking")
    assert ask(address)[0] == 404
    site.manage("project", "status", "tide-reader", "active", "--reason", "fine")
    assert ask(address)[0] == 302


def test_an_upload_that_dies_half_way_leaves_nothing(with_bucket, store, tmp_path):
    site = with_bucket
    noise = b"".join(hashlib.sha256(number.to_bytes(4)).digest() for number in range(3 * PART // 64))
    wheel = make_wheel("tide-reader", files={"tide_reader/__init__.py": "", "tide_reader/table.bin": noise})
    assert len(wheel[1]) > PART
    token = create_user(site, "ann", "--verified")
    store.failing = "partNumber=2"
    code, said = twine(site, token, tmp_path / "dist", wheel)
    assert code != 0
    assert "The file store does not take tide_reader-1.0-py3-none-any.whl now" in said
    assert (store.keys(), store.unfinished()) == ([], [])
    assert ask(f"{site.url}/simple/tide-reader/")[0] == 404

    store.failing = ""
    code, said = twine(site, token, tmp_path / "dist", wheel)
    assert code == 0, said
    _, headers, _ = ask(addresses(site, "tide-reader")[wheel[0]])
    assert ask(headers["Location"])[2] == wheel[1]


def test_without_its_store_the_site_refuses_uploads_in_seconds_and_still_shows_pages(
    with_bucket, store, tmp_path
):
    site, wheel = with_bucket, make_wheel("tide-reader")
    token = create_user(site, "ann", "--verified")
    code, said = twine(site, token, tmp_path / "dist", wheel)
    assert code == 0, said
    store.go_away()
    started = time.monotonic()
    code, said = twine(site, token, tmp_path / "dist", make_wheel("tide-reader", "1.1"))
    assert time.monotonic() - started < PATIENCE_SECONDS  # of six tries of twine
    assert code != 0
    assert "503" in said
    assert "try again in a minute" in said
    assert list(addresses(site, "tide-reader")) == [wheel[0]]
    assert ask(f"{site.url}/project/tide-reader/")[0] == 200
    address = addresses(site, "tide-reader")[wheel[0]]
    status, headers, _ = ask(address)
    assert status == 302  # where nobody answers now
    failed = pip_download(site, tmp_path / "got", "--retries=0", "tide-reader")
    assert failed.returncode != 0

    store.come_back()
    assert ask(headers["Location"])[2] == wheel[1]
    code, said = twine(site, token, tmp_path / "dist", make_wheel("tide-reader", "1.1"))
    assert code == 0, said
    assert "Traceback" not in (site.data / "log").read_text()
