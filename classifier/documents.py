"""A document: one release as the scorer sees it. Plain values, no row, no person."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal

SCHEMA: Final = 2  # 1 had no counts of copies, of dependencies here and of recent uploads


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One distribution file. `python_modules`: how many `.py` or compiled modules it holds; None if unknown."""

    kind: Literal["sdist", "wheel"]
    size_bytes: int
    python_modules: int | None = None


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the index knew of the publishing account when it was asked: counts and kinds, nothing of the person.

    `mail_domain_kind`: "project" at a site the project links to, else "other"; "" where unknown. `uploads_last_day`:
    files of its projects in the last 24 hours.
    """

    age_days: float
    standing: str
    earlier_projects: int = 0
    earlier_spam_verdicts: int = 0
    earlier_honest_verdicts: int = 0
    mail_domain_kind: str = ""
    uploads_last_day: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """The metadata of one release (core metadata fields), its files and its account; empty or None where unknown.

    `links`: (label, url), home page first, then the project URLs (core metadata `Home-page`, `Project-URL`).
    `dependencies_here`: how many of `requires_dist` are projects of this index. `copies_by_others`: older projects of
    other accounts that hold the same text; never younger ones, so that nobody is blamed for being copied.
    """

    name: str
    version: str = ""
    summary: str = ""
    description: str = ""
    description_content_type: str = ""
    keywords: str = ""
    classifiers: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    requires_dist: tuple[str, ...] = ()
    license: str = ""
    files: tuple[FileFacts, ...] = ()
    account: AccountFacts | None = None
    dependencies_here: int = 0
    copies_by_others: int = 0

    def to_json(self) -> dict[str, Any]:
        """A dict of JSON values, with the number of its schema, from which `from_json` makes this document again."""
        return {"schema": SCHEMA} | asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Document":
        """The document that `to_json` stored; a field that only newer code knows is passed over.

        :raises ValueError: naming the field that holds no usable value.
        """
        values: dict[str, Any] = {field: _text(stored, field) for field in _TEXTS}
        values |= {field: _texts(stored, field) for field in _LISTS}
        pairs = (_texts({"links": pair}, "links") for pair in _items(stored, "links"))
        values["links"] = tuple(_pair(pair) for pair in pairs)
        values["files"] = tuple(_facts(FileFacts, entry, "files") for entry in _items(stored, "files"))
        account = stored.get("account")
        values |= {field: _count(stored, field) for field in _COUNTS}
        values["account"] = None if account is None else _facts(AccountFacts, account, "account")
        return cls(**values)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Document":
        """The document of one labelled upload record (core metadata in JSON: `home_page`, `project_urls` as a dict).

        Whatever says who wrote it, where it was found or how it was labelled is left behind.

        :raises ValueError: naming the field that holds no usable value.
        """
        urls = record.get("project_urls") or {}
        if not isinstance(urls, Mapping):
            raise ValueError("project_urls: an object of label to address is expected")
        home_page = _text(record, "home_page")
        links = ([("Homepage", home_page)] if home_page else []) + [
            (str(key), str(url)) for key, url in urls.items()
        ]
        values: dict[str, Any] = {field: _text(record, field) for field in _TEXTS}
        values |= {field: _texts(record, field) for field in _LISTS}
        return cls(**values, links=tuple(links))


_TEXTS: Final = (
    "name",
    "version",
    "summary",
    "description",
    "description_content_type",
    "keywords",
    "license",
)
_LISTS: Final = ("classifiers", "requires_dist")
_COUNTS: Final = ("dependencies_here", "copies_by_others")


def _text(source: Mapping[str, Any], field: str) -> str:
    """A text, or "" where it is absent; keywords may come as a list, as core metadata in JSON has them."""
    value = source.get(field)
    if field == "keywords" and isinstance(value, list | tuple):
        return ", ".join(_texts(source, field))
    if value is None:
        value = ""
    if not isinstance(value, str) or (field == "name" and not value):
        raise ValueError(f"{field}: a text is expected, not {value!r:.40}")
    return value


def _items(source: Mapping[str, Any], field: str) -> Sequence[Any]:
    value = source.get(field)
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise ValueError(f"{field}: a list is expected, not {value!r:.40}")
    return value


def _texts(source: Mapping[str, Any], field: str) -> tuple[str, ...]:
    values = _items(source, field)
    if not all(isinstance(value, str) for value in values):
        raise ValueError(f"{field}: a list of texts is expected")
    return tuple(values)


def _count(source: Mapping[str, Any], field: str) -> int:
    value = source.get(field) or 0
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"{field}: a count is expected, not {value!r:.40}")
    return value


def _pair(texts: tuple[str, ...]) -> tuple[str, str]:
    if len(texts) != 2:  # noqa: PLR2004 - label, url
        raise ValueError("links: pairs of label and address are expected")
    return texts[0], texts[1]


def _facts(kind: type[Any], stored: object, field: str) -> Any:
    if not isinstance(stored, Mapping):
        raise ValueError(f"{field}: an object is expected, not {stored!r:.40}")
    known = {name: stored[name] for name in (entry.name for entry in fields(kind)) if name in stored}
    try:
        return kind(**known)
    except TypeError as error:
        raise ValueError(f"{field}: {error}") from error
