"""What an index asks of metadata beyond what `packaging` validates: one small function a field.

Each rule takes a value as written and answers None or what is wrong with it, to be read after the field.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from packaging.requirements import InvalidRequirement, Requirement
from trove_classifiers import classifiers as known_classifiers
from trove_classifiers import deprecated_classifiers

from index.distributions.invalid import quoted

MAX_LABEL_CHARACTERS = 32  # of a Project-URL
MAX_PARENTHESES = 20  # in one requirement: `packaging` descends into them recursively

_ADDRESS = re.compile(r"[^\s@<>,]+@[^\s@<>,]+")
_NOT_IN_URLS = re.compile(r"[\s\\\x00-\x20\x7f]")
_CONTENT_TYPE = re.compile(
    r"text/(plain|x-rst|markdown)(\s*;\s*(charset|variant)\s*=\s*\"?[\w-]+\"?)*", re.IGNORECASE
)

Rule = Callable[[str], str | None]


def url(value: str) -> str | None:
    """A web address that all readers take for the same one: http or https, a host, nothing a parser skips."""
    if _NOT_IN_URLS.search(value):
        return f"{quoted(value)} has blanks, backslashes or control characters; percent-encode them"
    try:
        parts = urlsplit(value)
        _ = parts.port  # parsed, and refused, only when asked for
    except ValueError:
        return f"{quoted(value)} is not a valid URL; correct it"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return f"{quoted(value)} is not a web address; use one that starts with https://"
    return None


def project_url(value: str) -> str | None:
    """A label, a comma, a web address (core metadata 1.2)."""
    label, _, address = (part.strip() for part in value.partition(","))
    if not label or not address:
        return f"{quoted(value)} is not a label and a URL; write them as 'Label, https://...'"
    if len(label) > MAX_LABEL_CHARACTERS:
        return f"has the label {quoted(label)}, longer than {MAX_LABEL_CHARACTERS} characters; shorten it"
    return url(address)


def classifier(value: str) -> str | None:
    """One of the known trove classifiers, and not one that another has replaced."""
    if value in deprecated_classifiers:
        replacements = " or ".join(quoted(new) for new in deprecated_classifiers[value])
        return f"{quoted(value)} is deprecated; {f'use {replacements}' if replacements else 'remove it'}"
    if value not in known_classifiers:
        return f"{quoted(value)} is not a known classifier; choose one from the list of trove classifiers"
    return None


def requirement(value: str) -> str | None:
    """A PEP 508 requirement that an index can resolve: no direct URL."""
    if value.count("(") > MAX_PARENTHESES:
        return f"{quoted(value)} has more than {MAX_PARENTHESES} parentheses; simplify its marker"
    try:
        parsed = Requirement(value)
    except InvalidRequirement:
        return f"{quoted(value)} is not a valid requirement (PEP 508); correct it"
    if parsed.url:
        return f"{quoted(value)} points to a URL instead of a project; require it by name and version"
    return None


def address(value: str) -> str | None:
    """At least one e-mail address; names around it are as people write them."""
    return (
        None
        if _ADDRESS.search(value)
        else f"{quoted(value)} holds no e-mail address; write one or remove the field"
    )


def content_type(value: str) -> str | None:
    """One of the three kinds of description, with no parameter but charset and variant."""
    if _CONTENT_TYPE.fullmatch(value.strip()):
        return None
    return f"{quoted(value)} is unknown; use text/markdown, text/x-rst or text/plain"


def plain_text(value: str) -> str | None:
    """Text that the database can hold."""
    return "has a NUL character; remove it" if "\x00" in value else None


BY_FIELD: dict[str, Rule] = {
    "author_email": address,
    "classifiers": classifier,
    "description": plain_text,
    "description_content_type": content_type,
    "download_url": url,
    "home_page": url,
    "maintainer_email": address,
    "project_urls": project_url,
    "requires_dist": requirement,
}
