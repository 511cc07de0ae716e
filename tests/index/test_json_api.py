"""`/pypi/{name}/json` and `/pypi/{name}/{version}/json`, as clients of the public index read them."""

import json

import pytest

from index import lifecycle
from index.models import DistributionFile, Role
from tests.factories import NOW, make_file, make_project, make_release, make_user, publish

pytestmark = pytest.mark.django_db


def read(client, path="/pypi/sampleproject/json"):
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def test_info_has_every_key_of_the_public_index(client, settings):
    settings.SITE_URL = "https://index.example"
    headers = [
        ("Requires-Python", ">=3.9"),
        ("Author", "Ann"),
        ("Author-email", "Ann <ann@example.com>"),
        ("Keywords", "tides,tables"),
        ("License-Expression", "MIT"),
        ("Classifier", "Topic :: Utilities"),
        ("Requires-Dist", "tide-reader>=1"),
        ("Requires-Dist", "pytest; extra == 'test'"),
        ("Provides-Extra", "test"),
        ("Project-URL", "Source, https://code.example/tides"),
        ("Home-page", "https://tides.example"),
    ]
    publish("SampleProject", summary="Reads tides.", description="# Tides", metadata_headers=headers)
    assert read(client)["info"] == {
        "author": "Ann",
        "author_email": "Ann <ann@example.com>",
        "bugtrack_url": None,
        "classifiers": ["Topic :: Utilities"],
        "description": "# Tides",
        "description_content_type": "text/markdown",
        "docs_url": None,
        "download_url": "",
        "downloads": {"last_day": -1, "last_month": -1, "last_week": -1},
        "dynamic": None,
        "home_page": "https://tides.example",
        "keywords": "tides,tables",
        "license": "",
        "license_expression": "MIT",
        "license_files": None,
        "maintainer": "",
        "maintainer_email": "",
        "name": "SampleProject",
        "package_url": "https://index.example/project/sampleproject/",
        "platform": None,
        "project_url": "https://index.example/project/sampleproject/",
        "project_urls": {"Homepage": "https://tides.example", "Source": "https://code.example/tides"},
        "provides_extra": ["test"],
        "release_url": "https://index.example/project/sampleproject/1.0/",
        "requires_dist": ["tide-reader>=1", "pytest; extra == 'test'"],
        "requires_python": ">=3.9",
        "summary": "Reads tides.",
        "version": "1.0",
        "yanked": False,
        "yanked_reason": None,
    }


def test_a_file_has_every_key_of_the_public_index(client, settings):
    settings.SITE_URL = "https://index.example"
    file = publish()
    document = read(client)
    assert document["urls"] == document["releases"]["1.0"]
    assert document["urls"] == [
        {
            "comment_text": "",
            "core-metadata": {"sha256": file.metadata_sha256},
            "digests": {"blake2b_256": file.blake2b_256, "md5": file.md5, "sha256": file.sha256},
            "downloads": -1,
            "filename": file.filename,
            "has_sig": False,
            "md5_digest": file.md5,
            "packagetype": "bdist_wheel",
            "python_version": "py3",
            "requires_python": None,
            "size": file.size_bytes,
            "upload_time": "2026-02-17T19:22:00",
            "upload_time_iso_8601": "2026-02-17T19:22:00.000000Z",
            "url": f"https://index.example/packages/{file.path}",
            "yanked": False,
            "yanked_reason": None,
        }
    ]


def test_the_rest_of_the_document(client):
    owner, maintainer = make_user("zoe"), make_user("ann")
    file = publish(user=owner)
    project = file.release.project
    Role.objects.create(project=project, user=maintainer, kind=Role.Kind.MAINTAINER)
    project.refresh_from_db()
    document = read(client)
    assert document["last_serial"] == project.last_serial > 0
    assert document["vulnerabilities"] == []
    assert document["ownership"] == {
        "roles": [{"role": "Owner", "user": "zoe"}, {"role": "Maintainer", "user": "ann"}],
        "organization": None,
    }
    assert document.keys() - read(client, "/pypi/sampleproject/1.0/json").keys() == {"releases"}


def test_an_sdist_is_said_to_be_source(client):
    project = make_project("tides")
    file = make_file(make_release(project), "tides-1.0.tar.gz")
    DistributionFile.objects.filter(pk=file.pk).update(kind="sdist")
    (found,) = read(client, "/pypi/tides/json")["urls"]
    assert (found["packagetype"], found["python_version"]) == ("sdist", "source")


def test_the_project_speaks_by_the_release_that_installers_would_choose(client):
    project = make_project("tides")
    for version in ("1.9", "2.0", "1.10", "3.0rc1"):
        make_file(make_release(project, version, yanked_at=NOW if version == "2.0" else None))
    document = read(client, "/pypi/tides/json")
    assert document["info"]["version"] == "1.10"
    assert list(document["releases"]) == ["1.9", "1.10", "2.0", "3.0rc1"]
    assert [file["filename"] for file in document["urls"]] == ["tides-1.10-py3-none-any.whl"]


def test_a_yank_is_told_with_its_reason_on_release_and_file(client):
    file = publish()
    lifecycle.yank(release=file.release, actor="ann", reason="broken", now=NOW)
    document = read(client, "/pypi/sampleproject/1.0/json")
    for told in (document["info"], *document["urls"]):
        assert (told["yanked"], told["yanked_reason"]) == (True, "broken")


def test_held_and_removed_releases_and_removed_files_are_left_out(client):
    project = make_project("tides")
    make_file(make_release(project, "1.0"))
    make_file(make_release(project, "2.0", held_at=NOW))
    make_file(make_release(project, "3.0", removed_at=NOW))
    gone = make_file(make_release(project, "0.9"))
    DistributionFile.objects.filter(pk=gone.pk).update(removed_at=NOW)
    document = read(client, "/pypi/tides/json")
    assert {version: len(files) for version, files in document["releases"].items()} == {"0.9": 0, "1.0": 1}
    for version in ("2.0", "3.0"):
        assert client.get(f"/pypi/tides/{version}/json").status_code == 404


@pytest.mark.parametrize("asked", ["1.0", "1.0.0", "1", "v1.0"])
def test_versions_are_found_by_what_they_are_equal_to(client, asked):
    make_file(make_release(make_project("tides"), "1.0"))
    assert read(client, f"/pypi/tides/{asked}/json")["info"]["version"] == "1.0"


def test_of_two_equal_versions_the_one_that_is_written_is_told(client):
    project = make_project("tides")
    for version in ("1.0", "1.0.0"):
        make_file(make_release(project, version))
    for version in ("1.0", "1.0.0"):
        assert read(client, f"/pypi/tides/{version}/json")["info"]["version"] == version


@pytest.mark.parametrize("path", ["Tide-Tables/json", "tide.tables/json", "Tide__Tables/1.0/json"])
def test_other_spellings_of_the_name_redirect(client, path):
    publish("tide-tables")
    answer = client.get(f"/pypi/{path}")
    assert answer.status_code == 301
    assert client.get(answer["Location"]).status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path",
    [
        "nothing/json",
        "nothing/1.0/json",
        "Nothing_Else/json",
        "sampleproject/9.9/json",
        "sampleproject/latest/json",
        "sampleproject/1%000/json",
        "-/json",
        "a%00b/json",
        "é/json",
        "sampleproject/" + "9" * 5000 + "/json",
    ],
)
def test_what_is_not_there_is_404_as_json(client, path):
    publish()
    answer = client.get(f"/pypi/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert json.loads(answer.content) == {"message": "Not Found"}
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/pypi/sampleproject/json", "/pypi/sampleproject/1.0/json"])
def test_an_unchanged_document_is_304_and_a_changed_one_is_not(client, path):
    file = publish()
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["X-PyPI-Last-Serial"] == first["X-PyPI-Last-Serial"]
    lifecycle.yank(release=file.release, actor="ann", reason="broken", now=NOW)
    changed = client.get(path, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert int(changed["X-PyPI-Last-Serial"]) > int(first["X-PyPI-Last-Serial"])


def test_project_and_release_do_not_share_an_etag(client):
    publish()
    assert (
        client.get("/pypi/sampleproject/json")["ETag"] != client.get("/pypi/sampleproject/1.0/json")["ETag"]
    )


def test_it_can_be_read_by_scripts_of_other_sites_and_knows_no_session(client):
    publish()
    answer = client.get("/pypi/sampleproject/json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "X-PyPI-Last-Serial" in answer["Access-Control-Expose-Headers"]
    assert "Vary" not in answer
    assert not answer.cookies
    assert client.options("/pypi/sampleproject/json").status_code == 204


def test_it_answers_head_and_refuses_what_is_no_reading(client):
    publish()
    answer = client.head("/pypi/sampleproject/json")
    assert (answer.status_code, answer.content) == (200, b"")
    assert client.post("/pypi/sampleproject/json").status_code == 405


@pytest.mark.parametrize(("path", "queries"), [("/pypi/many/json", 6), ("/pypi/many/1.3/json", 5)])
@pytest.mark.parametrize("size", [4, 20])
def test_a_document_costs_the_same_number_of_queries_at_any_size(
    client, django_assert_num_queries, path, queries, size
):
    project = make_project("many")
    for minor in range(size):
        make_file(make_release(project, f"1.{minor}"))
    with django_assert_num_queries(queries):
        client.get(path)
