"""`/integrity/` and what tells of it: how attestations are shown to programs and people."""

import json
import re

import pytest
from django.test import Client

from index.models import Project
from tests.distributions import make_sdist, make_wheel
from tests.factories import NOW, publish

pytestmark = pytest.mark.django_db

FILENAME, CONTENT = make_wheel()
ADDRESS = f"/integrity/sampleproject/1.0/{FILENAME}/provenance"


def test_the_provenance_has_its_own_type_and_is_asked_again_each_time(client, sigstore, attested):
    attested(sigstore.attest(FILENAME, CONTENT))
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "application/vnd.pypi.integrity.v1+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "no-cache"
    assert answer["X-PyPI-Last-Serial"] == str(Project.objects.get().last_serial)
    assert client.get(ADDRESS, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.head(ADDRESS).status_code == 200
    assert client.post(ADDRESS).status_code == 405


def test_another_spelling_of_the_name_redirects(client, sigstore, attested):
    attested(sigstore.attest(FILENAME, CONTENT))
    answer = client.get(ADDRESS.replace("sampleproject", "SampleProject", 1))
    assert (answer.status_code, answer["Location"]) == (301, ADDRESS)


@pytest.mark.parametrize(
    "address",
    [
        ADDRESS.replace("/1.0/", "/1.1/"),
        ADDRESS.replace("/sampleproject/", "/moons/"),
        ADDRESS.replace(".whl", ".tar.gz"),
        ADDRESS.replace("/1.0/", "/1.0%00/"),
    ],
)
def test_what_is_not_known_is_not_found(client, sigstore, attested, address):
    attested(sigstore.attest(FILENAME, CONTENT))
    answer = client.get(address)
    assert answer.status_code == 404


def test_a_file_without_attestations_has_no_provenance(client):
    publish()
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer.json()) == (404, {"message": "Not Found"})


def test_the_simple_page_names_the_provenance_of_what_is_attested(client, settings, sigstore, attested):
    attested(sigstore.attest(FILENAME, CONTENT))
    attested(attestations=None, distribution=make_sdist())
    url = f"{settings.SITE_URL}{ADDRESS}"
    accept = {"accept": "application/vnd.pypi.simple.v1+json"}
    page = json.loads(b"".join(client.get("/simple/sampleproject/", headers=accept)))
    assert {file["filename"]: file.get("provenance") for file in page["files"]} == {
        FILENAME: url,
        "sampleproject-1.0.tar.gz": None,
    }
    html = b"".join(client.get("/simple/sampleproject/", headers={"accept": "text/html"})).decode()
    assert re.findall(r'data-provenance="([^"]*)"', html) == [url]
