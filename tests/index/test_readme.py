"""Descriptions as safe HTML."""

import time
from html.parser import HTMLParser

import pytest

from index import readme


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs


def test_markdown_is_rendered():
    assert "<strong>bold</strong>" in readme.render("**bold**", "text/markdown; charset=UTF-8; variant=GFM")


def test_restructuredtext_is_rendered_and_is_what_no_type_means():
    for content_type in ("text/x-rst", ""):
        assert "<strong>bold</strong>" in readme.render("**bold**", content_type)


def test_broken_restructuredtext_is_shown_as_it_was_written():
    assert readme.render("Title\n=\n\n.. raw:: html\n\n   <b>", "text/x-rst").startswith("<pre ")


@pytest.mark.parametrize("content_type", ["text/markdown", "text/x-rst", "text/plain", "", "text/strange"])
@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
        '<iframe src="https://evil.example"></iframe>',
        '<form action="https://evil.example"><input name="password"></form>',
        "`x <javascript:alert(1)>`_",
        '<p style="position:fixed">x</p>',
    ],
)
def test_nothing_dangerous_comes_through(hostile, content_type):
    seen = Elements()
    seen.feed(readme.render(hostile, content_type))
    assert not seen.tags & {"script", "iframe", "form", "img"}
    assert not [attribute for attribute in seen.attributes if attribute[0] in {"style", "onerror"}]
    assert not [value for name, value in seen.attributes if name == "href" and "javascript" in value]


@pytest.mark.parametrize(
    "reading",
    [
        ".. include:: {}",
        ".. literalinclude:: {}",
        ".. raw:: html\n   :file: {}",
        ".. raw:: html\n   :url: file://{}",
        ".. csv-table::\n   :file: {}",
        ".. csv-table::\n   :url: file://{}",
        ".. figure:: file://{}",
    ],
)
def test_no_file_of_the_server_comes_in(tmp_path, reading):
    secret = tmp_path / "secret"
    secret.write_text("the key of the house")
    text = f"Title\n=====\n\n{reading.format(secret)}\n\nThe end.\n"
    for content_type in ("text/x-rst", "text/markdown"):
        assert "the key of the house" not in readme.render(text, content_type)


def test_links_are_not_followed():
    assert 'rel="nofollow ugc noopener noreferrer"' in readme.render(
        "[x](https://a.example)", "text/markdown"
    )


def test_ids_cannot_take_the_place_of_the_page_s_own():
    assert 'id="content"' not in readme.render('<h1 id="content">x</h1>', "text/markdown")


@pytest.mark.parametrize(
    "bomb",
    [
        ">" * 100_000,
        "> " * 50_000,
        "<div>" * 50_000,
        "<div>\n" * 50_000,
        "<div>x" * 50_000,
        "<div a=1>" * 50_000,
        "<div><!--</div>-->" * 25_000,
        "> - " * 12_500,
        "- > x\n" * 30_000,
        "x" * 2_000_000,
        "[" * 100_000,
        "*" * 50_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_bombs_are_shown_as_text_or_rendered_soon(bomb):
    start = time.process_time()
    readme.render(bomb, "text/markdown")
    assert time.process_time() - start < 5


def test_deeply_nested_restructuredtext_does_not_crash():
    nested = "".join(f"{'  ' * depth}* x\n\n" for depth in range(400))
    assert readme.render(nested, "text/x-rst")


@pytest.mark.parametrize(
    ("text", "content_type"),
    [
        ("# One\n\n## Two\n\n###### Six\n", "text/markdown"),
        ("<h1>One</h1>\n\n<h2>Two</h2>\n", "text/markdown"),
    ],
)
def test_headings_stand_below_the_page_s_own(text, content_type):
    seen = Elements()
    seen.feed(readme.render(text, content_type))
    assert seen.tags & {"h1", "h2", "h3", "h4", "h5", "h6"} <= {"h3", "h4", "h6"}
    assert {"h3", "h4"} <= seen.tags


def test_headings_of_restructuredtext_stand_below_the_page_s_own():
    seen = Elements()
    seen.feed(readme.render("One\n===\n\nText\n\nTwo\n===\n\nMore\n\nThree\n-----\n\nx", "text/x-rst"))
    assert not seen.tags & {"h1", "h2"}


def test_wide_parts_are_reached_by_keys_and_headings_hold_no_empty_link():
    shown = readme.render("# One\n\n```\ncode\n```\n\n| a |\n|---|\n| b |\n", "text/markdown")
    assert '<pre tabindex="0"' in shown
    assert '<table tabindex="0"' in shown
    assert "></a>" not in shown
    assert 'id="user-content-one"' in shown
