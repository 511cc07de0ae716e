"""Pages that anybody may read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from index import tasks
from index.models import Project, Role
from index.search import entries
from tests.factories import NOW, make_file, make_project, make_release, make_user, publish

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
    assert '<h3 id="user-content-tides">Tides' in page
    assert "<script>alert" not in page


def test_hostile_text_is_escaped_wherever_it_is_shown(client):
    hostile = "<img src=x onerror=alert(1)>"
    make_file(make_release(make_project("tides"), summary=hostile, description=hostile))
    for path in ("/", "/project/tides/", "/search/?q=tides", f"/search/?q={hostile}"):
        assert hostile not in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/", 4),
        ("/search/?q=tides", 12),
        ("/project/tides/", 10),
        ("/project/tides/1.0/", 10),
        ("/user/ann/", 5),
    ],
)
def test_pages_cost_the_same_number_of_queries_at_any_size(client, path, queries):
    ann = make_user("ann")
    tides = make_project("tides", owner=ann)
    counts = []
    for size in range(2):
        for number in range(5 + 15 * size):
            make_project(f"tides-{size}-{number}", owner=ann)
            make_file(make_release(Project.objects.latest("id"), "1.0"))
            release = make_release(tides, f"{1 + size}.{number}", summary="Tides.")
            Role.objects.create(project=tides, user=make_user(), kind=Role.Kind.MAINTAINER)
            release.metadata |= {
                "requires_dist": [f"tides-{size}-{number}" for number in range(5 + 15 * size)]
            }
            release.save()
            for build in range(1 + 5 * size):
                make_file(release, f"tides-{size}.{number}-{build}-py3-none-any.whl")
        Project.objects.update(last_serial=size + 1)
        entries.refresh(Project.objects.values_list("id", flat=True))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        counts.append(len([query for query in captured if "SAVEPOINT" not in query["sql"]]))
    # Those of PostgreSQL set how it plans, before each question of a search.
    assert counts[0] == counts[1]
    assert len([query for query in captured if query["sql"].startswith("SELECT")]) <= queries


def test_a_project_page_tells_verified_links_from_others(client, settings):
    release = make_release(make_project("tides"))
    own = f"{settings.SITE_URL}/project/tides/1.0/"
    release.metadata |= {"project_urls": {"Own": own, "Shop": "https://shop.example/tides"}}
    release.save()
    page = client.get("/project/tides/").content.decode()
    verified, _, others = page.partition("Unverified links")
    assert f'<a href="{own}"' in verified
    assert "shop.example" not in verified
    assert '<a href="https://shop.example/tides" rel="ugc noopener noreferrer">' in others


def test_a_project_page_shows_what_its_metadata_says(client):
    release = make_release(make_project("tides"))
    make_release(make_project("numpy"))
    release.metadata |= {
        "classifiers": ["Framework :: Django"],
        "keywords": ["moon & sea"],
        "license_expression": "Apache-2.0 OR MIT",
        "requires_dist": ["NumPy>=2 ; extra == 'fast'", "unknown-here", "not a requirement ("],
        "provides_extra": ["fast"],
    }
    release.save()
    page = client.get("/project/tides/").content.decode()
    for text in (
        'href="/search/?c=Framework%20%3A%3A%20Django"',
        'href="/search/?q=moon%20%26%20sea"',
        "Apache-2.0 OR MIT",
        '<a href="/project/numpy/">NumPy&gt;=2',
        "<li>unknown-here</li>",
        "<li>not a requirement (</li>",
        "<code>fast</code>",
        'href="/pypi/tides/json"',
        'href="/rss/project/tides/releases.xml"',
        "pip install --index-url",
    ):
        assert text in page


def test_history_marks_pre_releases_yanked_and_held_releases(client):
    project = make_project("tides")
    make_release(project, "1.0")
    make_release(project, "2.0rc1")
    make_release(project, "0.9", yanked_at=NOW, yanked_reason="It eats files.")
    make_release(project, "3.0", held_at=NOW)
    page = client.get("/project/tides/").content.decode()
    history = page[page.index('id="history"') :]
    assert [history.count(mark) for mark in ("pre-release<", ">yanked<", "It eats files.", ">3.0<")] == [
        1,
        1,
        1,
        0,
    ]
    client.force_login(project.roles.get().user)
    page = client.get("/project/tides/3.0/").content.decode()
    assert "This release is awaiting review" in page
    assert "pip install" not in page
    assert "noindex" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": Project.Status.ARCHIVED, "status_reason": "Done."}, "This project is archived."),
        ({"status": Project.Status.DEPRECATED, "status_reason": "Use waves."}, "This project is deprecated."),
    ],
)
def test_a_status_is_told_before_anything_else(client, fields, sentence):
    make_release(make_project("tides", **fields))
    page = client.get("/project/tides/").content.decode()
    assert page.index(sentence) < page.index(fields["status_reason"]) < page.index("pip install")


def test_files_have_their_digests_to_copy(client):
    file = make_file(make_release(make_project("tides")))
    page = client.get("/project/tides/").content.decode()
    assert f'data-copy="{file.sha256}"' in page
    assert page.count(file.blake2b_256) == page.count(file.md5) == 1


def test_a_user_with_many_projects_has_pages(client):
    ann = make_user("ann")
    for number in range(51):
        make_release(make_project(f"tides{number:02}", owner=ann))
    page = client.get("/user/ann/").content.decode()
    assert "51 projects" in page
    assert "tides49" in page
    assert "tides50" not in page
    assert "tides50" in client.get("/user/ann/?page=2").content.decode()


def test_classifiers_are_a_tree_whose_links_search_and_keep_the_words(client):
    page = client.get("/classifiers/").content.decode()
    assert page.count('href="/search/?c=') > 890
    assert 'href="/search/?c=Framework%20%3A%3A%20Django%20%3A%3A%205.2"' in page
    page = client.get("/classifiers/", {"q": "moon & sea", "c": "Typing"}).content.decode()
    assert 'href="/search/?q=moon+%26+sea&amp;c=Typing&amp;c=Framework' in page


@pytest.mark.parametrize(
    "path", ["/help/", "/_health/", "/_ready/", "/robots.txt", "/search/", "/stats/", "/classifiers/"]
)
def test_the_rest_is_there(client, path):
    assert client.get(path).status_code == 200


def test_project_page_asks_a_stranger_to_log_in_before_reporting(client):
    make_release(make_project("tides"))
    answer = client.get("/project/tides/report/")
    assert answer["Location"] == "/account/login/?next=/project/tides/report/"
