"""Descriptions of strangers, in the console: as markup that leads nowhere and loads nothing."""

import re
from typing import Final

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Nothing that leads anywhere, loads anything or stands out of the text.
_INERT_TAGS: Final = {
    *("p", "br", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code", "strong", "em", "b", "i"),
    *("table", "thead", "tbody", "tr", "th", "td", "tt", "kbd", "samp", "del", "sub", "sup"),
}
_HEADING: Final = re.compile(r"(</?)h[1-6](?=[ >])")


def inert(html: str | None, text: str) -> SafeString:
    """The first lines of a description: no links, no ids, no headings of its own.

    `html`: as it was rendered, cut off anywhere; None while nobody has rendered it: then it is `text`.
    """
    if html is None:
        return format_html("<p>{}</p>", text) if text else SafeString()
    cleaned = nh3.clean(_HEADING.sub(r"\1p", html), tags=_INERT_TAGS, attributes={})
    return mark_safe(cleaned)  # noqa: S308 - cleaned just now
