"""Every address of the site, Django's own admin aside."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver

FILLED: dict[str, object] = {
    "name": "tides",
    "version": "1.0",
    "username": "ann",
    "pk": 1,
    "kind": "github",
    "key": "x",
    "token": "x",
    "section": "pages",
    "members": "projects",
    "digest_path": f"{0:02}/{0:02}/{0:060}",
    "filename": "tides-1.0-py3-none-any.whl",
    "flag_id": "read-only",
}


def every_route(resolver=None, before="") -> Iterator[tuple[str, str]]:
    """The name of each route, or its pattern where it has none, and its pattern."""
    for part in (resolver or get_resolver()).url_patterns:
        pattern = before + str(part.pattern)
        if isinstance(part, URLResolver) and part.app_name != "admin":
            yield from every_route(part, pattern)
        elif isinstance(part, URLPattern):
            yield part.name or pattern, pattern


def address_of(pattern: str, **values: object) -> str:
    """A pattern with its parameters filled in; those of `values`, else what the site's own rows mostly have."""
    for part, value in (FILLED | values).items():
        pattern = re.sub(rf"\(\?P<{part}>[^)]*\)|<(\w+:)?{part}>", str(value), pattern)
    return "/" + pattern.strip("^$")
