"""What a rule may ask of an upload: kinds of conditions, each with the one spelling of its values. Pure.

A rule is a list of alternatives, any of which suffices. An alternative has values by kind: all its kinds must fit, and
of the values of one kind any: `[{"name": ["*-free-*"], "link_host": ["a.example", "b.example"]}]`.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from classifier.text import fold
from index import name_patterns

MOST_VALUES: Final = 50  # of one kind in one alternative
LONGEST_VALUE: Final = 200
FEWEST_LETTERS: Final = 3
FEWEST_LETTERS_ELSEWHERE: Final = 2  # a word of two signs says much in Chinese
WIDEST: Final = {4: 8, 6: 16}  # length of the prefix by version of IP

_APART: Final = re.compile(r"[^\w\u0900-\u0dff\u0e00-\u0e7f]+")
_APART_BUT_STARS: Final = re.compile(r"[^\w\u0900-\u0dff\u0e00-\u0e7f*]+")
_STARS: Final = re.compile(r"\*+")
_DOMAIN: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))+", re.ASCII)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SHOWN: Final = 60  # characters of a value in a sentence


class Kind(StrEnum):
    """In the order in which they are compared: what costs least first."""

    NAME = "name"
    MAIL_DOMAIN = "mail_domain"
    ADDRESS = "address"
    DIGEST = "digest"
    LINK_HOST = "link_host"
    TEXT = "text"


# Known of an upload before its file is read: gates can ask for no more.
KNOWN_AT_THE_GATE: Final = frozenset({Kind.NAME, Kind.MAIL_DOMAIN, Kind.ADDRESS})
SAID: Final[dict[Kind, str]] = {
    Kind.NAME: "the name fits",
    Kind.MAIL_DOMAIN: "the uploader has mail at",
    Kind.ADDRESS: "it comes from",
    Kind.DIGEST: "a file is",
    Kind.LINK_HOST: "it links to",
    Kind.TEXT: "it says",
}
Alternative = Mapping[str, Sequence[str]]


class NotACondition(Exception):  # noqa: N818 - named after what happened
    """A value that fits nothing, or nearly everything; the message is one sentence."""


def normalized(kind: Kind, values: Iterable[str]) -> list[str]:
    """The values of a kind in their one spelling, each once.

    :raises NotACondition: naming the first that is none.
    """
    found = dict.fromkeys(_spelt(kind, value.strip()) for value in values if value.strip())
    if len(found) > MOST_VALUES:
        raise NotACondition(f"These are {len(found)} lines; give {MOST_VALUES} at most, or write two rules.")
    return list(found)


def kinds_of(alternatives: Iterable[Alternative]) -> set[str]:
    return {kind for alternative in alternatives for kind in alternative}


def in_words(alternatives: Iterable[Alternative]) -> list[list[tuple[str, list[str]]]]:
    """For pages: of each alternative what each of its kinds asks, and for which values."""
    return [
        [(SAID[kind], list(alternative[kind])) for kind in Kind if kind in alternative]
        for alternative in alternatives
    ]


def sentences(alternatives: Iterable[Alternative]) -> list[str]:
    """The same for the audit, a sentence each."""
    return [
        " and ".join(f"{said} {' or '.join(values)}" for said, values in alternative)
        for alternative in in_words(alternatives)
    ]


def plain(text: str) -> str:
    """Words of a text with one blank between them, disguises undone (`classifier.text.fold`)."""
    return _APART.sub(" ", fold(text)).strip()


def hosts_of(urls: Iterable[str]) -> frozenset[str]:
    """The hosts of addresses as the DNS has them; what is no address has none."""
    return frozenset(host for url in urls if (host := _host(url)))


def _spelt(kind: Kind, value: str) -> str:
    if len(value) > LONGEST_VALUE:
        raise NotACondition(f"{_quoted(value)} is longer than {LONGEST_VALUE} characters; give a part of it.")
    return _SPELLINGS[kind](value)


def _name(value: str) -> str:
    try:
        return name_patterns.normalize(value)
    except name_patterns.NotAPattern as exc:
        raise NotACondition(str(exc)) from exc


def _text(value: str) -> str:
    phrase = _STARS.sub("*", _APART_BUT_STARS.sub(" ", fold(value)).strip())
    letters = [sign for sign in phrase if sign.isalnum()]
    fewest = FEWEST_LETTERS if all(sign.isascii() for sign in letters) else FEWEST_LETTERS_ELSEWHERE
    if len(letters) < fewest:
        raise NotACondition(
            f"{_quoted(value)} is in nearly every text; give {fewest} letters or digits at least."
        )
    return phrase


def _domain(value: str) -> str:
    host = _host(value) if "//" in value else _in_ascii(value.rpartition("@")[2])
    if not _DOMAIN.fullmatch(host):
        raise NotACondition(f"{_quoted(value)} is no host or domain; write one such as shop.example.")
    return host


def _network(value: str) -> str:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError as exc:
        raise NotACondition(f"{_quoted(value)} is no address or network; write 192.0.2.0/24.") from exc
    if network.prefixlen < WIDEST[network.version]:
        raise NotACondition(
            f"{value} is too much of the Internet; give a network of /{WIDEST[network.version]} or smaller."
        )
    return str(network)


def _digest(value: str) -> str:
    digest = value.lower().removeprefix("sha256:")
    if not _DIGEST.fullmatch(digest):
        raise NotACondition(f"{_quoted(value)} is no SHA-256; write its 64 hexadecimal digits.")
    return digest


def _host(url: str) -> str:
    try:
        return _in_ascii(urlsplit(url if "//" in url[:10] else f"//{url}").hostname or "")
    except ValueError:  # "http://[": what strangers write need not be an address
        return ""


def _in_ascii(domain: str) -> str:
    """As the DNS has it; what is no domain name stays as it is, and is compared or refused so."""
    domain = domain.strip().removesuffix(".").lower()
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def _quoted(value: str) -> str:
    return f"“{value[:_SHOWN]}{'…' if len(value) > _SHOWN else ''}”"


_SPELLINGS: Final[dict[Kind, Callable[[str], str]]] = {
    Kind.NAME: _name,
    Kind.MAIL_DOMAIN: _domain,
    Kind.ADDRESS: _network,
    Kind.DIGEST: _digest,
    Kind.LINK_HOST: _domain,
    Kind.TEXT: _text,
}
