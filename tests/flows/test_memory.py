"""What a large upload adds to the memory of a web process: the body is streamed to the disk, never held."""

import base64
import hashlib
import http.cookiejar
import os
import re
import time
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.distributions import ZIP_EPOCH, core_metadata, make_wheel, record_digest, wheel_of
from tests.flows.reading import status_of
from tests.flows.sending import by_token, form_of, post, upload
from tests.flows.site import PASSWORD, create_user, running_site

MIB = 2**20
LARGE = 99 * MIB  # just under the limit for one file
MAY_ADD = 20 * MIB


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running_site(tmp_path_factory.mktemp("memory"), WEB_PROCESSES="1") as site:
        yield site


@pytest.fixture(scope="module")
def token(site):
    token = create_user(site, "ann", "--verified")
    assert upload(site, token, *make_wheel("small")) == (
        200,
        "Published.\n",
    )  # what is loaded at first use is
    return token


def make_large_wheel(folder, name):
    """A valid wheel that does not compress, written as it is made."""
    path, info = folder / f"{name}-1.0-py3-none-any.whl", f"{name}-1.0.dist-info"
    data, digest = zipfile.ZipInfo(f"{name}/data.bin", ZIP_EPOCH), hashlib.sha256()
    small = {f"{info}/METADATA": core_metadata(name), f"{info}/WHEEL": wheel_of()}
    with zipfile.ZipFile(path, "w") as archive:
        with archive.open(data, "w") as content:
            for _ in range(LARGE // MIB):
                chunk = os.urandom(MIB)
                digest.update(chunk)
                content.write(chunk)
        rows = [f"{path},{record_digest(content)},{len(content)}" for path, content in small.items()]
        encoded = base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()
        rows += [f"{name}/data.bin,sha256={encoded},{LARGE}", f"{info}/RECORD,,", ""]
        for inner, content in (small | {f"{info}/RECORD": "\n".join(rows).encode()}).items():
            archive.writestr(zipfile.ZipInfo(inner, ZIP_EPOCH), content)
    return path


def send(site, address, path, fields, **headers):
    """The status of a form that holds the file at `path`, read from the disk as it is sent."""
    before, after = form_of(path.name, **fields)

    def body():
        yield before
        with path.open("rb") as file:
            while chunk := file.read(256 * 1024):
                yield chunk
        yield after

    length = len(before) + path.stat().st_size + len(after)
    return post(site.port, address, body(), length, **headers)[0]


class Memory:
    """Of the one web process; `added` is by how much it was ever larger than at the start."""

    def __init__(self, site):
        pid = site.processes[0].pid
        (child,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        self.process = Path(f"/proc/{child}")
        (self.process / "clear_refs").write_text("5")  # the peak so far is forgotten
        self.at_start = self._peak()

    def _peak(self):
        status = (self.process / "status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024

    @property
    def added(self):
        return self._peak() - self.at_start


def drafts(site):
    """What is left in the folder of drafts, soon after the answer: they are deleted when it has been sent."""
    end = time.monotonic() + 5
    while left := list((site.data / "packages/.incoming").iterdir()):
        if time.monotonic() > end:
            break
        time.sleep(0.05)
    return left


def test_a_large_upload_adds_little_memory_and_leaves_no_draft(site, token, tmp_path):
    wheel = make_large_wheel(tmp_path, "large")
    memory = Memory(site)
    assert send(site, "/legacy/", wheel, {}, Authorization=by_token(token)) == 200
    assert memory.added < MAY_ADD
    assert drafts(site) == []
    wrong = {"sha256_digest": "0" * 64}
    assert send(site, "/legacy/", wheel, wrong, Authorization=by_token(token)) == 400
    assert send(site, "/legacy/", wheel, {":action": "submit"}, Authorization=by_token(token)) == 400
    assert memory.added < MAY_ADD
    assert drafts(site) == []


def test_a_large_file_on_the_upload_page_adds_little_memory(site, token, tmp_path):
    cookies = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))

    def submit(address, **fields):
        fields["csrfmiddlewaretoken"] = cookie("csrftoken")
        with browser.open(site.url + address, urllib.parse.urlencode(fields).encode()) as answer:
            return answer.read().decode()

    def cookie(name):
        return next(each.value for each in cookies if each.name == name)

    browser.open(f"{site.url}/account/login/").close()
    submit("/account/login/", login="ann", password=PASSWORD)
    wheel = make_large_wheel(tmp_path, "dropped")
    memory = Memory(site)
    headers = {"Cookie": f"csrftoken={cookie('csrftoken')}; sessionid={cookie('sessionid')}"}
    fields = {"csrfmiddlewaretoken": cookie("csrftoken")}
    assert send(site, "/manage/upload/stage/", wheel, fields, Accept="application/json", **headers) == 201
    with browser.open(f"{site.url}/manage/upload/") as page:
        (waiting,) = re.findall(r'name="file"[^>]*value="(\d+)"', page.read().decode())
    assert "dropped-1.0-py3-none-any.whl is published" in submit("/manage/upload/publish/", file=waiting)
    assert status_of(site, "/simple/dropped/") == 200
    assert memory.added < MAY_ADD
    assert drafts(site) == []
