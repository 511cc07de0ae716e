"""What readers get of a live site."""

import hashlib
import json
import urllib.error
import urllib.request


def read(site, path):
    with urllib.request.urlopen(site.url + path, timeout=10) as answer:
        return answer.read()


def files_of(site, name):
    """The files of a project with what the index says of them; each is there, and is what it says."""
    request = urllib.request.Request(
        f"{site.url}/simple/{name}/", headers={"Accept": "application/vnd.pypi.simple.v1+json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        files = json.load(answer)["files"]
    for file in files:
        assert hashlib.sha256(read(site, file["url"])).hexdigest() == file["hashes"]["sha256"]
        metadata = read(site, file["url"] + ".metadata")
        assert hashlib.sha256(metadata).hexdigest() == file["core-metadata"]["sha256"]
    return files


def status_of(site, path):
    try:
        with urllib.request.urlopen(site.url + path, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as answer:
        answer.close()
        return answer.code
