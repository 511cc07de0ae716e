"""What a spammer tries once spam is filtered: each attack makes of one spam document one that says it another way."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from classifier import text
from classifier.documents import AccountFacts, Document
from classifier.hardening import spam_line, spam_urls

_LATIN: Final = "aeopcxy"
_CYRILLIC: Final = "аеорсху"
_LOOK_ALIKE: Final = str.maketrans(_LATIN, _CYRILLIC)
_SWAPPED: Final = 3  # one word in so many

Attack = Callable[[Document, Document, random.Random], Document]


def attacked(name: str, spam: Document, cover: Document, *, seed: int = 0) -> Document:
    """`spam` under the attack of this name, with `cover` as the honest project it borrows from.

    :raises KeyError: if there is no such attack.
    """
    return ATTACKS[name](spam, cover, random.Random(seed))  # noqa: S311 - for repeatable choice, not for secrets


def _renamed(spam: Document, cover: Document, chance: random.Random) -> Document:
    return replace(spam, name=f"{cover.name}{chance.randint(2, 99)}")


def _words_swapped(spam: Document, cover: Document, chance: random.Random) -> Document:
    """Every third word is another, from an honest project: what synonyms do to a filter that counts words."""
    others = cover.description.split() or ["data"]

    def swapped(written: str) -> str:
        return " ".join(
            chance.choice(others) if i % _SWAPPED == 0 and not text.urls_in(word) else word
            for i, word in enumerate(written.split())
        )

    return replace(spam, summary=swapped(spam.summary), description=swapped(spam.description))


def _padded(spam: Document, cover: Document, _: random.Random) -> Document:
    return replace(spam, description=f"{cover.description}\n\n{spam.description}")


def _in_an_image(spam: Document, cover: Document, chance: random.Random) -> Document:
    """All words are in a picture, which leads to the site."""
    urls = spam_urls(spam)
    link = (
        f"[![{cover.name}](https://i.imgur.com/{chance.randint(10**6, 10**7)}.png)]({urls[0]})"
        if urls
        else ""
    )
    return replace(spam, name=cover.name, summary=cover.summary, description=link)


def _only_in_links(spam: Document, cover: Document, _: random.Random) -> Document:
    labels = ("Homepage", "Documentation", "Source", "Download")
    return replace(cover, links=tuple(zip(labels, spam_urls(spam), strict=False)))


def _only_in_the_summary(spam: Document, cover: Document, _: random.Random) -> Document:
    return replace(cover, summary=spam_line(spam))


def _look_alikes(spam: Document, _: Document, __: random.Random) -> Document:
    def hidden(written: str) -> str:
        return " ".join(
            word if text.urls_in(word) else word.translate(_LOOK_ALIKE) for word in written.split(" ")
        )

    return replace(spam, summary=hidden(spam.summary), description=hidden(spam.description))


def _aged_account(spam: Document, _: Document, __: random.Random) -> Document:
    return replace(spam, account=AccountFacts(900, "established", earlier_projects=2, uploads_last_day=1))


def _slow_drip(spam: Document, _: Document, __: random.Random) -> Document:
    """One upload a day from an account of its own: nothing but the text itself tells."""
    return replace(spam, account=AccountFacts(3, "newcomer", uploads_last_day=1))


def _copied_readme(spam: Document, cover: Document, _: random.Random) -> Document:
    urls = spam_urls(spam)
    description = cover.description
    for i, url in enumerate(dict.fromkeys(text.urls_in(description))):
        description = description.replace(url, urls[i % len(urls)]) if urls else description
    return replace(
        cover, name=spam.name, description=description, links=tuple(("Homepage", url) for url in urls[:1])
    )


ATTACKS: Final[dict[str, Attack]] = {
    "as found": lambda spam, _, __: spam,
    "renamed": _renamed,
    "words swapped": _words_swapped,
    "padded with a README": _padded,
    "in an image": _in_an_image,
    "only in links": _only_in_links,
    "only in the summary": _only_in_the_summary,
    "look-alike letters": _look_alikes,
    "slow drip": _slow_drip,
    "aged account": _aged_account,
    "copied README": _copied_readme,
}


def all_attacked(
    name: str, spam: Sequence[Document], covers: Sequence[Document], *, seed: int = 0
) -> list[Document]:
    """Each of `spam` under one attack, with covers drawn by chance; the same for the same arguments."""
    chance = random.Random(seed)  # noqa: S311 - as above
    return [attacked(name, document, chance.choice(covers), seed=i) for i, document in enumerate(spam)]
