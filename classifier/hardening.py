"""Examples made of examples: spam that hides in one field or says little, honest projects that say little.

The collected examples are each of one piece: spam is spam in every field, honest projects have a README and a
repository. A model of them alone learns that a README or an empty field is proof of honesty, and that a company's site
or a long name is a sign of spam. So each example is also shown in disguises: spam behind the README of an honest
project or stripped of fields, and honest projects stripped of them too, or at home on a site of their own.
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
_PIECE_WORDS: Final = (15, 70)  # of an advertisement that stands in the README of another project
_NAME_WORDS: Final = 4
_WORD_LETTERS: Final = 3
_ZONES: Final = (
    "com",
    "com",
    "com",
    "com",
    "de",
    "io",
    "net",
    "org",
    "co.uk",
    "fr",
    "es",
    "com.br",
    "in",
    "eu",
    "cn",
)
_PATHS: Final = ("", "", "", "/", "/products", "/python", "/en/", "/docs")


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
    honest = [i for i, spam in enumerate(is_spam) if not spam]
    covers = [i for i in honest if len(documents[i].description) >= _README_CHARS]
    words = sorted({word for i in honest for word in _name_words(documents[i].name)})
    made: list[Variant] = []
    for i, document in enumerate(documents):
        if is_spam[i]:
            made += [Variant(kind, bare, True, i) for kind, bare in _bared(document)]
            made += _covered(document, documents, i, covers, chance) if covers else []
        else:
            plain = [*_stripped(document), *_at_home(document, words, chance)]
            made += [Variant(kind, other, False, i) for kind, other in plain]
            if words and i in covers:
                other = chance.choice(covers)
                guests = _with_strangers(document, documents[other], words, chance)
                made += [Variant(kind, hosting, False, i, other) for kind, hosting in guests]
    return made


def _bared(spam: Document) -> list[tuple[str, Document]]:
    """Spam that says little: nothing about a document without a description is honest as such."""
    line = spam_line(spam)
    made = [("spam, name and summary", replace(spam, summary=line, description="", links=()))] if line else []
    if line and (urls := spam_urls(spam)):
        links = (("Homepage", urls[0]),)
        made.append(("spam, summary and link", replace(spam, summary=line, description="", links=links)))
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


def _at_home(document: Document, words: Sequence[str], chance: random.Random) -> list[tuple[str, Document]]:
    """As an add-on of a company: a long name, and a site of its own in place of a repository."""
    if not words:
        return []
    name = "-".join([*_name_words(document.name), *chance.choices(words, k=_NAME_WORDS)][:_NAME_WORDS])
    host = (
        f"{chance.choice(words)}{chance.choice(('-', '', ''))}{chance.choice(words)}.{chance.choice(_ZONES)}"
    )
    links = (("Homepage", f"https://{chance.choice(('', 'www.'))}{host}{chance.choice(_PATHS)}"),)
    alone = text.without_urls(document.description)
    return [
        ("on a site of its own", replace(document, description=alone, links=links)),
        ("add-on", replace(document, name=name, description=_beginning(alone), links=links)),
        ("add-on, one line", replace(document, name=name, description="", links=links)),
    ]


def _with_strangers(
    document: Document, other: Document, words: Sequence[str], chance: random.Random
) -> list[tuple[str, Document]]:
    """An honest README that thanks others with links to their sites, or holds a piece of another one."""
    names = [f"{chance.choice(words)} {chance.choice(words)}" for _ in range(chance.randint(2, 6))]
    thanks = "\n".join(
        f"- [{name}](https://{name.replace(' ', chance.choice(('', '-')))}.{chance.choice(_ZONES)})"
        for name in names
    )
    return [
        ("with a piece of another", replace(document, description=_within(document, other, chance))),
        (
            "with thanks to others",
            replace(document, description=f"{document.description}\n\n{thanks}\n"),
        ),
    ]


def _name_words(name: str) -> list[str]:
    words = text.words(text.fold(name).replace("_", " "))
    return [word for word in words if word.isascii() and len(word) >= _WORD_LETTERS]


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
        described = "\n\n".join(parts)
        made.append(
            ("behind a README", i, replace(honest, name=name, summary=summary, description=described))
        )
        i, honest = cover()
        made.append(("within a README", i, replace(honest, description=_within(honest, spam, chance))))
    if urls:
        links = tuple(zip(("Homepage", "Documentation", "Source", "Download"), urls, strict=False))
        i, honest = cover()
        made.append(("only in the links", i, replace(honest, links=links)))
        i, honest = cover()
        relinked = _relinked(honest.description, urls)
        made.append(("copied README", i, replace(honest, description=relinked, links=links)))
    return [Variant(kind, document, True, origin, i) for kind, i, document in made]


def _within(cover: Document, stranger: Document, chance: random.Random) -> str:
    """The README of `cover` with a piece of another text between two of its paragraphs, first or last."""
    paragraphs = text.paragraphs(cover.description)
    words = stranger.description.split()
    length = chance.randint(*_PIECE_WORDS)
    start = chance.randint(0, max(0, len(words) - length))
    place = chance.choice((0, len(paragraphs), len(paragraphs), chance.randint(0, len(paragraphs))))
    return "\n\n".join([*paragraphs[:place], " ".join(words[start : start + length]), *paragraphs[place:]])


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
