"""A description as safe HTML. Slow and hostile input is expected: call it in a task that has a time limit."""

import html
import io
import re

import nh3
from readme_renderer import markdown, rst, txt
from readme_renderer.clean import ALLOWED_ATTRIBUTES, ALLOWED_TAGS

MAX_CHARACTERS = 512 * 1024
# The sanitiser's time grows with the square of the nesting; 100,000 nested quotes take it 40 s.
DEEPLY_NESTED = re.compile(r"(?:> ?(?:[-*+] ?|\d\. ?)?){100}|(?:<\w{1,20}>\s{0,4}){100}")
MAX_TAGS = 5000  # each may be within the one before, whatever stands between them
_TAG = re.compile(r"<[A-Za-z]")
_EMPTY_LINK = re.compile(r'<a href="#[^"<>]*"[^<>]*></a>')  # headings have one to themselves
_HEADING = re.compile(r"(</?h)([1-6])(?=[ >])")
_LEVELS_DOWN = 2  # the page's own headings are the project's name and its sections
LINK_RELATION = "nofollow ugc noopener noreferrer"
# Images are left out: one from another host would tell it who reads which page.
TAGS = ALLOWED_TAGS - {"img", "picture"}
# A code block names its language there, which is none that a reader could be told the text is in.
ATTRIBUTES = ALLOWED_ATTRIBUTES | {"pre": ALLOWED_ATTRIBUTES.get("pre", set()) - {"lang"}}


def render(description: str, content_type: str) -> str:
    """HTML without scripts, styles, forms or images; plain text in `<pre>` where the markup does not hold.

    Ids are prefixed, so that no heading can take the place of one of the page's own elements; headings stand below
    the page's own.
    """
    if not description.strip():
        return ""
    if len(description) > MAX_CHARACTERS or _is_a_bomb(description):
        return as_plain_text(description)
    rendered = _rendered(description, content_type.partition(";")[0].strip().lower())
    if rendered is None:
        return as_plain_text(description)
    clean = nh3.clean(
        rendered,
        tags=TAGS,
        attributes=ATTRIBUTES,
        id_prefix="user-content-",
        link_rel=LINK_RELATION,
        url_schemes={"http", "https", "mailto"},
        # What may be too wide scrolls, and keys reach it.
        set_tag_attribute_values={
            "input": {"disabled": ""},
            "pre": {"tabindex": "0"},
            "table": {"tabindex": "0"},
        },
    )
    clean = _EMPTY_LINK.sub("", clean)
    # In clean HTML a `<` of the text is escaped, so what looks like a heading is one.
    return _HEADING.sub(lambda match: f"{match[1]}{min(int(match[2]) + _LEVELS_DOWN, 6)}", clean)


def _is_a_bomb(description: str) -> bool:
    return bool(DEEPLY_NESTED.search(description)) or len(_TAG.findall(description)) > MAX_TAGS


def as_plain_text(description: str) -> str:
    return f'<pre tabindex="0">{html.escape(description[:MAX_CHARACTERS])}</pre>'


def _rendered(description: str, media_type: str) -> str | None:
    """None where the text is not what its type says; without a type it is reStructuredText, as of old."""
    if media_type == "text/markdown":
        return markdown.render(description)
    if media_type == "text/plain":
        return txt.render(description)
    try:
        return rst.render(description, stream=io.StringIO())  # docutils' warnings go nowhere
    except RecursionError:
        return None
