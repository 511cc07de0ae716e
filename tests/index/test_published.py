"""Published simple pages: one look-up a read, gone before a change is committed, back after it."""

import gzip
import json
import os
import threading

import pytest
from django.conf import settings
from django.db import connection, transaction

from index import lifecycle, tasks
from index.models import DistributionFile, Project
from index.simple import publication, published
from tests.factories import NOW, make_project, make_release, publish

JSON = "application/vnd.pypi.simple.v1+json"


def yank(file, reason="broken"):
    lifecycle.yank(release=file.release, actor="ann", reason=reason, now=NOW)


@pytest.fixture
def file(django_capture_on_commit_callbacks, db):
    with django_capture_on_commit_callbacks(execute=True):
        return publish()


def test_an_upload_publishes_its_page(file):
    page = published.find("sampleproject")
    content, changed_second = page.read(is_json=True, gzipped=False)
    project = Project.objects.get()
    assert json.loads(content)["files"][0]["filename"] == file.filename
    assert (page.serial, changed_second) == (project.last_serial, project.changed_second)
    assert gzip.decompress(page.read(is_json=True, gzipped=True)[0]) == content


def test_a_published_page_is_read_without_a_query(client, file, django_assert_num_queries):
    for headers in ({}, {"accept": JSON}, {"accept-encoding": "gzip"}):
        with django_assert_num_queries(0):
            assert client.get("/simple/sampleproject/", headers=headers).status_code == 200


def test_published_and_rendered_pages_answer_alike(client, file):
    for headers in ({}, {"accept": JSON}, {"accept": "application/vnd.pypi.simple.v1+html"}):
        from_file = client.get("/simple/sampleproject/", headers=headers)
        published.withdraw("sampleproject")
        from_rows = client.get("/simple/sampleproject/", headers=headers)
        assert (from_file.content, from_file.headers) == (from_rows.content, from_rows.headers)
        publication.publish_page(Project.objects.get().pk)


def test_a_change_takes_the_page_away_before_its_commit(client, file):
    with transaction.atomic():
        yank(file)
        assert published.find("sampleproject") is None
        assert published.find(published.ROOT) is None


def test_a_change_is_in_the_next_page(client, file, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        yank(file)
    page = json.loads(published.find("sampleproject").read(is_json=True, gzipped=False)[0])
    assert page["files"][0]["yanked"] == "broken"


def test_two_changes_in_one_second_have_two_dates(client, file):
    dates = [client.get("/simple/sampleproject/")["Last-Modified"]]
    for reason in ("broken", ""):
        (lifecycle.yank if reason else lifecycle.unyank)(
            release=file.release, actor="ann", reason=reason, now=NOW
        )
        dates.append(client.get("/simple/sampleproject/")["Last-Modified"])
    assert len(set(dates)) == 3


def test_a_removed_project_leaves_nothing_to_serve(file, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.remove(project=file.release.project, actor="ada", reason="spam", now=NOW)
    assert published.find("sampleproject") is None
    assert [name for _, _, files in os.walk(settings.PAGES_ROOT) for name in files] == []


def test_a_missing_page_is_made_for_the_next_reader(client, file):
    published.withdraw_all()
    assert client.get("/simple/sampleproject/").status_code == 200
    tasks.publish_page("sampleproject")
    tasks.publish_page("no-such-project")
    assert published.find("sampleproject")


def test_the_root_is_published_when_asked_for(client, file, django_assert_num_queries):
    first = client.get("/simple/").content
    tasks.publish_root()
    with django_assert_num_queries(0):
        assert client.get("/simple/").content == first


def test_a_private_index_publishes_nothing(file, settings):
    published.withdraw_all()
    settings.READERS_LOG_IN = True
    publication.publish_page(Project.objects.get().pk)
    assert published.find("sampleproject") is None


def test_unknown_names_publish_nothing(client, db):
    assert client.get("/simple/nothing/").status_code == 404
    assert published.find("nothing") is None


@pytest.mark.parametrize("name", ["../../../etc/passwd", "a/b", "", "\0"])
def test_no_name_leads_out_of_the_folder(name):
    try:
        assert published.find(name) is None
    except ValueError:
        assert "\0" in name


@pytest.mark.django_db(transaction=True)
def test_readers_never_see_an_older_state_after_a_newer_one():
    """Two threads yank and unyank, both publish; what is published in the end is what the rows say."""
    project = publish().release.project

    def change(times):
        try:
            for number in range(times):
                verb = lifecycle.yank if number % 2 else lifecycle.unyank
                verb(release=DistributionFile.objects.get().release, actor="a", reason=f"r{number}", now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=[12]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    project.refresh_from_db()
    assert published.find("sampleproject").serial == project.last_serial


def test_quarantine_is_published_too(db, django_capture_on_commit_callbacks):
    project = make_release(make_project("tide-tables")).project
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.set_status(
            project=project, status=Project.Status.QUARANTINED, actor="ada", reason="looking", now=NOW
        )
    page = json.loads(published.find("tide-tables").read(is_json=True, gzipped=False)[0])
    assert page["project-status"]["status"] == "quarantined"
