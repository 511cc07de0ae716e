"""Text by strangers is text on every page, in every field that a release has."""

from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from index import figures, tasks
from index.models import Project
from index.search import entries
from tests.factories import NOW, make_file, make_project, make_release, make_user

pytestmark = pytest.mark.django_db

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "drawing": "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "link": '<a href="javascript:alert(1)">x</a> [x](javascript:alert(1)) `x <javascript:alert(1)>`_',
    "address": "javascript:alert(1)//https://x.example/",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
    "attribute": "' onmouseover='alert(1)' \" onfocus=\"alert(1)\" autofocus x=`",
    "template": "{{ 7|add:7 }}{% load x %}${alert(1)}",
    "comment": "<!-- --><style>body{display:none}</style><base href=//x.example><meta http-equiv=refresh content=0>",
    "directions": "\N{RIGHT-TO-LEFT OVERRIDE}\N{RIGHT-TO-LEFT ISOLATE}txt\N{LEFT-TO-RIGHT OVERRIDE}",
    "long": "<b>" + "x" * 10_000,
}
PATHS = (
    "/",
    "/search/?q=tides",
    "/project/tides/",
    "/project/tides/1.0/",
    "/user/ann/",
    "/stats/",
    "/search/?q={}",
    "/search/?c={}",
    "/classifiers/?q={}&c={}",
)
FORBIDDEN_TAGS = {"iframe", "object", "embed", "base", "style", "b"}


class Page(HTMLParser):
    """What a browser would make of it."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.scripts, self.attributes, self.open = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in {"meta", "link", "input", "img", "br", "hr"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag in self.open[-1:]:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)


def hostile_project(text):
    ann = make_user("ann")
    project = make_project("tides", owner=ann, status=Project.Status.DEPRECATED, status_reason=text)
    release = make_release(
        project,
        summary=text[:1000],
        description=text * 3,
        requires_python=text[:200],
        yanked_at=NOW,
        yanked_reason=text,
    )
    release.metadata |= dict.fromkeys(
        (
            "author",
            "author_email",
            "maintainer",
            "maintainer_email",
            "license",
            "license_expression",
            "home_page",
            "download_url",
        ),
        text,
    )
    release.metadata |= {
        field: [text, f"x {text}"] for field in ("keywords", "classifiers", "requires_dist", "provides_extra")
    }
    release.metadata["project_urls"] = {
        text: text,
        "Shop": f"https://x.example/{text}",
        f"x{text}": "https://x.example/",
    }
    release.save()
    make_file(release)
    entries.refresh([project.pk])
    Project.objects.filter(pk=project.pk).update(last_serial=1)
    figures.count(now=NOW)
    return release


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_page_takes_hostile_text_for_markup(client, kind):
    text = HOSTILE[kind]
    hostile_project(text)
    for path in PATHS:
        check(client.get(path.replace("{}", quote(text[:3000]))))


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_description_is_more_than_it_may_be_in_any_markup(client, kind):
    release = hostile_project(HOSTILE[kind])
    for content_type in ("text/markdown", "text/x-rst", "text/plain", ""):
        release.description_content_type, release.description_html = content_type, None
        release.save()
        tasks.render_description(release.pk)
        check(client.get("/project/tides/"), allowed={"b"})


def check(answer, allowed=frozenset()):
    assert answer.status_code == 200
    page = Page()
    page.feed(answer.content.decode())
    assert page.open == []
    assert page.scripts == []
    assert not (FORBIDDEN_TAGS - allowed) & set(page.tags)
    assert page.tags.count("img") == 1  # the index's own sign
    assert not [found for found in page.attributes if found[1].startswith("on")]
    links = [value for _, name, value in page.attributes if name in {"href", "src", "action", "xlink:href"}]
    assert not [link for link in links if not link.startswith(("/", "#", "?", "https://", "http://"))]


@pytest.mark.parametrize("path", ["/", "/search/?q=tides", "/project/tides/", "/user/ann/"])
def test_marks_of_direction_end_with_their_text(client, path):
    """Within `<bdi>` they turn nothing that follows."""
    release = hostile_project(HOSTILE["directions"])
    page = client.get(path).content.decode()
    assert f"<bdi>{release.summary}</bdi>" in page
