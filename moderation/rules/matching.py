"""Whether an upload fits a rule. Pure, and in time linear in what the upload says, whatever the rule asks.

Patterns are parts between stars, found from the left (`index.name_patterns.matches`): there is nothing to try twice,
so no pattern and no text can keep a worker busy. Regular expressions that backtrack have no place here.
"""

import ipaddress
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from index import name_patterns
from moderation.rules.conditions import Alternative, Kind


@dataclass(frozen=True, slots=True)
class Candidate:
    """An upload as rules see it; empty where nothing is known.

    `name`: normalized. `said`: `conditions.plain` of summary, keywords and description. Hosts and domains as the DNS
    has them. `addresses`: where its files came from.
    """

    name: str
    mail_domains: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    digests: frozenset[str] = frozenset()
    link_hosts: frozenset[str] = frozenset()
    said: str = ""


def fits(alternatives: Iterable[Alternative], candidate: Candidate) -> bool:
    """Whether all of any alternative fits; one that asks for nothing, or for what is not known here, fits nothing."""
    return any(_fits_all(alternative, candidate) for alternative in alternatives)


def may_fit(alternatives: Iterable[Alternative], name: str) -> bool:
    """Whether a project of this name may fit, whatever else is true of it."""
    return any(
        alternative.get(Kind.NAME) is None or _name_fits(alternative[Kind.NAME], Candidate(name))
        for alternative in alternatives
    )


def _fits_all(alternative: Alternative, candidate: Candidate) -> bool:
    if not alternative or not alternative.keys() <= set(Kind):
        return False
    return all(_TESTS[kind](alternative[kind], candidate) for kind in Kind if kind in alternative)


def _name_fits(patterns: Sequence[str], candidate: Candidate) -> bool:
    return any(
        name_patterns.matches(pattern, candidate.name)
        if name_patterns.is_pattern(pattern)
        else pattern == candidate.name
        for pattern in patterns
    )


def _has_mail_at(domains: Sequence[str], candidate: Candidate) -> bool:
    return _is_one_below(domains, candidate.mail_domains)


def _comes_from(networks: Sequence[str], candidate: Candidate) -> bool:
    return any(_lies_in(address, network) for address in candidate.addresses for network in networks)


def _has_file(digests: Sequence[str], candidate: Candidate) -> bool:
    return not candidate.digests.isdisjoint(digests)


def _links_to(hosts: Sequence[str], candidate: Candidate) -> bool:
    return _is_one_below(hosts, candidate.link_hosts)


def _says(phrases: Sequence[str], candidate: Candidate) -> bool:
    text = f" {candidate.said} "
    return any(_is_in(phrase, text) for phrase in phrases)


def _is_in(phrase: str, text: str) -> bool:
    """Whole words: `free films` is in "watch free films now", and not in "carefree films"; `free film*` is in both."""
    return name_patterns.matches(f"* {phrase} *", text) if "*" in phrase else f" {phrase} " in text


def _is_one_below(domains: Collection[str], hosts: Iterable[str]) -> bool:
    """Whether a host is one of the domains, or below one."""
    return any(host == domain or host.endswith(f".{domain}") for host in hosts for domain in domains)


def _lies_in(address: str, network: str) -> bool:
    inside, parsed = _network(network), ipaddress.ip_address(address)
    return parsed.version == inside.version and parsed in inside


@lru_cache(maxsize=1024)
def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(text)


_TESTS: Final[dict[Kind, Callable[[Sequence[str], Candidate], bool]]] = {
    Kind.NAME: _name_fits,
    Kind.MAIL_DOMAIN: _has_mail_at,
    Kind.ADDRESS: _comes_from,
    Kind.DIGEST: _has_file,
    Kind.LINK_HOST: _links_to,
    Kind.TEXT: _says,
}
