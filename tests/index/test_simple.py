"""`/simple/`: what installers read."""

import json
from urllib.parse import quote

import pytest

from index import lifecycle
from index.models import Project
from tests.distributions import make_sdist
from tests.factories import NOW, make_file, make_project, make_release, publish

pytestmark = pytest.mark.django_db

JSON = "application/vnd.pypi.simple.v1+json"


def read_json(client, path):
    return json.loads(client.get(path, headers={"accept": JSON}).content)


def test_a_file_is_listed_with_all_that_an_installer_needs(client):
    file = publish(metadata_headers=[("Requires-Python", ">=3.9")])
    page = read_json(client, "/simple/sampleproject/")
    assert page["meta"]["api-version"] == "1.4"
    assert page["name"] == "sampleproject"
    assert page["versions"] == ["1.0"]
    assert page["project-status"] == {"status": "active"}
    assert page["files"] == [
        {
            "filename": file.filename,
            "url": f"/packages/{file.path}",
            "hashes": {"sha256": file.sha256},
            "size": file.size_bytes,
            "upload-time": "2026-02-17T19:22:00.000000Z",
            "core-metadata": {"sha256": file.metadata_sha256},
            "dist-info-metadata": {"sha256": file.metadata_sha256},
            "yanked": False,
            "requires-python": ">=3.9",
        }
    ]


def test_the_metadata_of_an_sdist_is_not_offered_for_it_may_change_when_built(client, upload):
    upload(make_sdist())
    assert read_json(client, "/simple/sampleproject/")["files"][0]["core-metadata"] is False
    assert "data-core-metadata" not in client.get("/simple/sampleproject/").content.decode()


def test_the_html_page_says_the_same(client):
    file = publish(metadata_headers=[("Requires-Python", ">=3.9")])
    page = client.get("/simple/sampleproject/").content.decode()
    assert f'href="/packages/{file.path}#sha256={file.sha256}"' in page
    assert 'data-requires-python="&gt;=3.9"' in page
    assert f'data-core-metadata="sha256={file.metadata_sha256}"' in page
    assert '<meta name="pypi:repository-version" content="1.4">' in page


@pytest.mark.parametrize(
    ("accept", "answer"),
    [
        (JSON, JSON),
        ("application/vnd.pypi.simple.v1+html", "application/vnd.pypi.simple.v1+html; charset=utf-8"),
        ("text/html", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("application/vnd.pypi.simple.latest+json", JSON),
        (f"{JSON}, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01", JSON),
        (f"text/html, {JSON};q=0.5", "text/html; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("path", ["/simple/", "/simple/sampleproject/"])
def test_the_form_is_negotiated(client, path, accept, answer):
    publish()
    response = client.get(path, headers={"accept": accept})
    assert response.headers["Content-Type"] == answer
    assert response.headers["Vary"] == "Accept, Accept-Encoding"


def test_without_an_accept_header_it_is_html(client):
    publish()
    assert client.get("/simple/sampleproject/")["Content-Type"].startswith("text/html")


def test_a_form_may_be_asked_for_in_the_address(client):
    publish()
    assert client.get("/simple/sampleproject/", {"format": JSON})["Content-Type"] == JSON


def test_what_nothing_fits_is_406(client):
    publish()
    assert client.get("/simple/sampleproject/", headers={"accept": "image/png"}).status_code == 406


def test_names_that_are_not_normalized_redirect(client):
    publish()
    answer = client.get("/simple/SampleProject/")
    assert (answer.status_code, answer["Location"]) == (301, "/simple/sampleproject/")


@pytest.mark.parametrize(
    "address", ["/simple/Sample_Project", "/simple/Sample_Project/", "/simple/sample-project"]
)
def test_a_redirect_is_one_step_and_keeps_the_asked_form(client, address):
    publish("sample-project")
    answer = client.get(address, {"format": JSON})
    assert answer.status_code == 301
    assert answer["Location"] == f"/simple/sample-project/?format={quote(JSON, safe='')}"
    assert client.get(address, {"format": JSON}, follow=True)["Content-Type"] == JSON


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "a%00b/",
        "-a-/",
        "%F0%9F%98%80/",
        "%ff/",
        "@root/",
        "a/b/",
        "%2e%2e/",
        "a" * 10_000 + "_/",
        "a/%00",
    ],
    ids=lambda path: path[:20],
)
def test_no_address_below_simple_is_an_error_of_the_server_or_a_page_for_people(client, db, path):
    answer = client.get(f"/simple/{path}", headers={"accept": JSON})
    assert (answer.status_code, answer["Content-Type"]) == (404, JSON)
    assert json.loads(answer.content) == {"message": "Not Found"}
    assert "Cookie" not in answer["Vary"]
    assert not answer.cookies
    answer = client.get(f"/simple/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_unknown_names_are_404_in_the_asked_form(client):
    assert client.get("/simple/nothing/").status_code == 404
    answer = client.get("/simple/nothing/", headers={"accept": JSON})
    assert (answer.status_code, answer["Content-Type"]) == (404, JSON)


def test_an_unchanged_page_is_304_and_a_changed_one_is_not(client):
    file = publish()
    etag = client.get("/simple/sampleproject/")["ETag"]
    assert client.get("/simple/sampleproject/", headers={"if-none-match": etag}).status_code == 304
    assert (
        client.get("/simple/sampleproject/", headers={"if-none-match": etag, "accept": JSON}).status_code
        == 200
    )
    lifecycle.yank(release=file.release, actor="ann", reason="broken", now=NOW)
    assert client.get("/simple/sampleproject/", headers={"if-none-match": etag}).status_code == 200


def test_a_yanked_release_says_why(client):
    file = publish()
    lifecycle.yank(release=file.release, actor="ann", reason='broken "badly"', now=NOW)
    assert read_json(client, "/simple/sampleproject/")["files"][0]["yanked"] == 'broken "badly"'
    assert 'data-yanked="broken &quot;badly&quot;"' in client.get("/simple/sampleproject/").content.decode()


def test_quarantine_leaves_the_name_and_offers_nothing(client):
    file = publish()
    lifecycle.set_status(
        project=file.release.project,
        status=Project.Status.QUARANTINED,
        actor="ada",
        reason="looking",
        now=NOW,
    )
    page = read_json(client, "/simple/sampleproject/")
    assert page["project-status"] == {"status": "quarantined", "reason": "looking"}
    assert page["files"] == []


def test_the_root_lists_visible_projects(client):
    publish("tide-tables")
    make_release(make_project("gone", removed_at=NOW))
    make_release(make_project("held"), held_at=NOW)
    assert [row["name"] for row in read_json(client, "/simple/")["projects"]] == ["tide-tables"]
    assert '<a href="/simple/tide-tables/">tide-tables</a>' in client.get("/simple/").content.decode()


def test_machine_pages_do_not_vary_by_cookie(client):
    publish()
    for path in ("/simple/", "/simple/sampleproject/"):
        assert "Cookie" not in client.get(path)["Vary"]


def test_a_page_costs_the_same_number_of_queries_at_any_size(client, django_assert_num_queries):
    project = make_project("many")
    for minor in range(20):
        make_file(make_release(project, f"1.{minor}"))
    with django_assert_num_queries(2):
        client.get("/simple/many/")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_only_reads(client, method):
    assert getattr(client, method)("/simple/").status_code == 405
