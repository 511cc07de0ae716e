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


def test_the_project_page_tells_where_a_file_was_built_and_what_is_attested(client, sigstore, attested):
    attested(sigstore.attest(FILENAME, CONTENT))
    page = client.get("/project/sampleproject/").content.decode()
    assert (
        '<a href="https://github.com/ann/tides" rel="ugc noopener noreferrer">github.com/ann/tides</a>'
        in page
    )
    assert re.search(rf'<a class="badge good" href="{ADDRESS}"[^>]*>attested</a>', page)


def test_a_build_that_attests_nothing_is_told_without_a_badge(client, attested):
    attested(attestations=None)
    page = client.get("/project/sampleproject/").content.decode()
    assert "github.com/ann/tides</a>" in page
    assert "attested" not in page


def test_a_person_s_upload_names_no_repository(client):
    publish()
    assert "built at" not in client.get("/project/sampleproject/").content.decode()


def test_the_repository_that_built_the_files_makes_links_verified(client, attested):
    links = [
        ("Project-URL", "Source, https://github.com/ann/tides/issues"),
        ("Project-URL", "Other, https://github.com/eve/tides"),
    ]
    attested(attestations=None, distribution=make_wheel(metadata_headers=links))
    page = client.get("/project/sampleproject/").content.decode()
    verified, unverified = page.partition("Verified links")[2].split("Unverified links")
    assert "https://github.com/ann/tides/issues" in verified
    assert "https://github.com/eve/tides" in unverified


def test_a_held_release_names_no_provenance_that_cannot_be_read(client, sigstore, attested, ann):
    attested(sigstore.attest(FILENAME, CONTENT))
    Project.objects.get().releases.update(held_at=NOW)
    assert client.get(ADDRESS).status_code == 404
    insider = Client()
    insider.force_login(ann)
    page = insider.get("/project/sampleproject/").content.decode()
    assert "github.com/ann/tides</a>" in page
    assert "/integrity/" not in page
