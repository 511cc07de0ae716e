"""Keys: what an upload may share with others of its campaign, few enough to look all of them up. Pure.

Text is not among them: look-alikes are found by signatures, which are there already (`classifier.similarity`).
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from classifier.documents import Document
from classifier.links import Link, parse
from classifier.text import urls_in
from moderation.campaigns.names import pattern_of, word_pairs


class Kind(StrEnum):
    ANY = "any"  # shared by all: how many accounts there are
    ACCOUNT = "account"
    HOST = "host"
    FILE = "file"
    CONTENTS = "contents"  # all of a file but name, version and dates
    EMPTY = "empty"  # the same, of a file that holds next to nothing
    NAME = "name"
    WORDS = "words"
    SIGNUP = "signup"
    MAIL = "mail"
    PROVIDER = "provider"  # a mail domain of millions
    NETWORK = "network"


MAX_KEYS: Final = 40
_MAX_HOSTS: Final = 8
_MAX_URLS: Final = 200
_READ_CHARACTERS: Final = 20_000
_MAX_VALUE: Final = 100
WINDOW: Final = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Key:
    kind: Kind
    value: str

    @property
    def id(self) -> int:
        """A signed 64-bit number that stands for both."""
        said = f"{self.kind}\0{self.value}".encode("utf-8", "surrogatepass")
        return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "little", signed=True)


@dataclass(frozen=True, slots=True)
class AccountTraits:
    """What is compared of the owner. `networks`: keyed hashes of where it uploaded from, never the addresses."""

    id: int
    joined_at: datetime
    mail_domain: str = ""
    has_big_provider: bool = False
    networks: tuple[str, ...] = ()


def keys_of(document: Document, account: AccountTraits, contents: Iterable[Key] = ()) -> list[Key]:
    """The keys of one release, each once, at most `MAX_KEYS`. `contents`: those that its files gave."""
    found = dict.fromkeys([*_of_account(account), *contents, *_of_name(document.name), *_of_links(document)])
    return list(found)[:MAX_KEYS]


def _of_account(account: AccountTraits) -> Iterator[Key]:
    yield Key(Kind.ANY, "")
    yield Key(Kind.ACCOUNT, str(account.id))
    for shift in (
        timedelta(),
        WINDOW / 2,
    ):  # so that a burst that a window's end cuts is whole in another one
        began = int((account.joined_at + shift).timestamp()) // int(WINDOW.total_seconds())
        yield Key(Kind.SIGNUP, f"{began}{'+' if shift else ''}")
    if account.mail_domain:
        kind = Kind.PROVIDER if account.has_big_provider else Kind.MAIL
        yield Key(kind, account.mail_domain[:_MAX_VALUE])
    for network in account.networks:
        yield Key(Kind.NETWORK, network)


def _of_name(name: str) -> Iterator[Key]:
    normalized = "-".join(
        part for part in name.lower().replace("_", "-").replace(".", "-").split("-") if part
    )
    yield Key(Kind.NAME, pattern_of(normalized)[:_MAX_VALUE])
    for pair in word_pairs(normalized):
        yield Key(Kind.WORDS, pair[:_MAX_VALUE])


def _of_links(document: Document) -> Iterator[Key]:
    text = f"{document.summary}\n{document.description[:_READ_CHARACTERS]}"
    urls = [url for _, url in document.links] + urls_in(text)
    hosts: dict[str, None] = {}
    for url in urls[:_MAX_URLS]:
        hosts |= dict.fromkeys(_hosts(parse(url)))
    for host in list(hosts)[:_MAX_HOSTS]:
        yield Key(Kind.HOST, host)


def _hosts(link: Link | None) -> list[str]:
    """The site and the host below it; of where software is developed, what is common to nobody else or nothing."""
    if link is None or link.is_repository or len(link.host) > _MAX_VALUE:
        return []
    if link.is_development:
        return [link.host] if link.host != link.site else []
    return list(dict.fromkeys([link.site, link.host]))
