"""Examples made of examples: spam that hides in one field, honest projects that say little.

The collected examples are each of one piece: spam is spam in every field, honest projects have a README. A model of
them alone learns that a README is proof of honesty and that an empty field is a sign of spam. So each example is also
shown in disguises: spam behind the README of an honest project, and honest projects stripped of one field or most.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from classifier import text
from classifier.documents import Document

_README_CHARS: Final = 300
_LINE_CHARS: Final = 200
_PROJECT_LINKS: Final = 4


@dataclass(frozen=True, slots=True)
class Variant:
    """A document made of example `origin` (an index), and in case of spam of the honest example `cover` too."""

    kind: str
    document: Document
    is_spam: bool
    origin: int
    cover: int | None = None


def variants(documents: Sequence[Document], is_spam: Sequence[bool], *, seed: int = 0) -> list[Variant]:
    """The disguises of every example; the same for the same examples and `seed`."""
    chance = random.Random(seed)  # noqa: S311 - for repeatable choice, not for secrets
    covers = [
        i for i, spam in enumerate(is_spam) if not spam and len(documents[i].description) >= _README_CHARS
    ]
    made: list[Variant] = []
    for i, document in enumerate(documents):
        if not is_spam[i]:
            made += [Variant(kind, plain, False, i) for kind, plain in _stripped(document)]
        elif covers:
            made += _covered(document, documents, i, covers, chance)
    return made


def _stripped(document: Document) -> list[tuple[str, Document]]:
    made = [
        ("without links", replace(document, links=())),
        ("name and summary", replace(document, description="", links=())),
        ("first paragraphs", replace(document, description=_beginning(document.description), links=())),
    ]
    if document.description.strip():
        made.append(("without description", replace(document, description="")))
        made.append(("without summary", replace(document, summary="")))
    return made


def _beginning(description: str) -> str:
    return "\n\n".join(text.paragraphs(description)[:2])


def _covered(
    spam: Document, documents: Sequence[Document], origin: int, covers: Sequence[int], chance: random.Random
) -> list[Variant]:
    def cover() -> tuple[int, Document]:
        i = chance.choice(covers)
        return i, documents[i]

    line, urls = spam_line(spam), spam_urls(spam)
    made: list[tuple[str, int, Document]] = []
    if line:
        i, honest = cover()
        made.append(("only in the summary", i, replace(honest, summary=line)))
    if spam.description.strip():
        i, honest = cover()
        name, summary = (spam.name, spam.summary) if chance.random() < 0.5 else (honest.name, honest.summary)  # noqa: PLR2004
        parts = [honest.description, spam.description]
        chance.shuffle(parts)
        made.append(
            (
                "behind a README",
                i,
                replace(honest, name=name, summary=summary, description="\n\n".join(parts)),
            )
        )
    if urls:
        links = tuple(zip(("Homepage", "Documentation", "Source", "Download"), urls, strict=False))
        i, honest = cover()
        made.append(("only in the links", i, replace(honest, links=links)))
        i, honest = cover()
        made.append(
            (
                "copied README",
                i,
                replace(honest, description=_relinked(honest.description, urls), links=links),
            )
        )
    return [Variant(kind, document, True, origin, i) for kind, i, document in made]


def spam_line(spam: Document) -> str:
    lines = (line.strip() for line in text.prose(spam.description).splitlines())
    return (spam.summary or next((line for line in lines if line), ""))[:_LINE_CHARS]


def spam_urls(spam: Document) -> list[str]:
    found = [url for _, url in spam.links] + text.urls_in(f"{spam.summary}\n{spam.description}")
    return list(dict.fromkeys(found))[:_PROJECT_LINKS]


def _relinked(description: str, urls: Sequence[str]) -> str:
    for i, url in enumerate(dict.fromkeys(text.urls_in(description))):
        description = description.replace(url, urls[i % len(urls)])
    return description
