"""Pages that anybody may read."""

import pytest

from index import tasks
from tests.factories import make_file, make_project, make_release, make_user, publish

pytestmark = pytest.mark.django_db


def test_home_is_there_on_an_empty_index(client):
    page = client.get("/")
    assert page.status_code == 200
    assert "Nothing is listed yet" in page.content.decode()


def test_pages_forbid_inline_scripts(client):
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_project_page_shows_its_newest_release(client):
    project = make_project("tides")
    make_file(make_release(project, "1.10", summary="Newer."))
    make_file(make_release(project, "1.9", summary="Older."))
    make_file(make_release(project, "2.0rc1", summary="Not final."))
    page = client.get("/project/tides/").content.decode()
    assert "Newer." in page
    assert "Older." in client.get("/project/tides/1.9/").content.decode()


def test_names_that_are_not_normalized_redirect(client):
    make_release(make_project("tide-tables"))
    answer = client.get("/project/Tide_Tables/1.0/")
    assert (answer.status_code, answer["Location"]) == (301, "/project/tide-tables/1.0/")


@pytest.mark.parametrize("path", ["/project/nothing/", "/project/tides/9.9/", "/user/nobody/"])
def test_what_does_not_exist_is_404(client, path):
    make_release(make_project("tides"))
    assert client.get(path).status_code == 404


def test_an_unlisted_project_earns_no_index_entry_and_no_followed_link(client):
    publish(metadata_headers=[("Project-URL", "Home, https://shop.example/")])
    page = client.get("/project/sampleproject/").content.decode()
    assert 'content="noindex, nofollow"' in page
    assert 'href="https://shop.example/" rel="nofollow ugc' in page


def test_a_description_waits_as_plain_text_and_is_rendered_by_a_task(client):
    file = publish(description="# Tides\n\n<script>alert(1)</script>")
    assert "<script>alert" not in client.get("/project/sampleproject/").content.decode()
    tasks.render_description(file.release.pk)
    page = client.get("/project/sampleproject/").content.decode()
    assert '<h1 id="user-content-tides">Tides' in page
    assert "<script>alert" not in page


def test_hostile_text_is_escaped_wherever_it_is_shown(client):
    hostile = "<img src=x onerror=alert(1)>"
    make_file(make_release(make_project("tides"), summary=hostile, description=hostile))
    for path in ("/", "/project/tides/", "/search/?q=tides", f"/search/?q={hostile}"):
        assert hostile not in client.get(path).content.decode()


def test_lists_cost_the_same_number_of_queries_at_any_size(client, django_assert_num_queries):
    for _ in range(20):
        make_release(make_project(owner=make_user()))
    with django_assert_num_queries(5):
        client.get("/")


@pytest.mark.parametrize("path", ["/help/", "/_health/", "/_ready/", "/robots.txt", "/search/"])
def test_the_rest_is_there(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("anchor", ["verified-email", "admin-intervention", "api-token"])
def test_help_has_what_refusals_point_to(client, anchor):
    assert f'id="{anchor}"' in client.get("/help/").content.decode()


def test_project_page_asks_a_stranger_to_log_in_before_reporting(client):
    make_release(make_project("tides"))
    answer = client.get("/project/tides/report/")
    assert answer["Location"] == "/account/login/?next=/project/tides/report/"
