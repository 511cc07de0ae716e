"""Links that a project's metadata names: which are shown, and which of them the index can prove. Pure.

A link is proven where it leads to, or below, an address that is proven to be the project's. Both are parsed and
compared part by part, never as text: `https://host.example/team` does not begin `https://host.example/team-of-others`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_PORTS = {"http": 80, "https": 443}
_MAX_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    host: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class _Address:
    scheme: str
    host: str
    port: int
    path: tuple[str, ...]


def of_metadata(core: Mapping, proven: Iterable[str] = ()) -> list[Link]:
    """The web links of core metadata, as JSON has it, each address once; what no browser should open is left out."""
    named = [*core.get("project_urls", {}).items()]
    named += [("Homepage", core.get("home_page", "")), ("Download", core.get("download_url", ""))]
    labels: dict[str, str] = {}
    for label, url in named:
        labels.setdefault(url, label)
    shown = [(label, url, parse(url)) for url, label in labels.items()]
    known = [address for url in proven if (address := parse(url))]
    return [
        Link(label, url, address.host, any(_is_at_or_below(address, proof) for proof in known))
        for label, url, address in shown
        if address
    ]


def is_proven(url: str, proven: Iterable[str]) -> bool:
    address = parse(url)
    return address is not None and any(
        _is_at_or_below(address, proof) for proof in map(parse, proven) if proof
    )


def parse(url: str) -> _Address | None:
    """None for anything that two readers might understand differently: then it is no link either."""
    if len(url) > _MAX_CHARACTERS or not url.isascii() or not url.isprintable():
        return None
    if any(sign in url for sign in ' \\"<>`'):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    path = tuple(filter(None, parts.path.split("/")))
    if any(unquote(part) in {".", ".."} or {"/", "\\"} & set(unquote(part)) for part in path):
        return None  # browsers walk up there
    host = parts.hostname.removesuffix(".")
    return _Address(parts.scheme, host, port or _PORTS[parts.scheme], path)


def _is_at_or_below(address: _Address, proof: _Address) -> bool:
    if (address.scheme, address.host, address.port) != (proof.scheme, proof.host, proof.port):
        return False
    return _repository(address.path)[: len(proof.path)] == _repository(proof.path)


def _repository(path: tuple[str, ...]) -> tuple[str, ...]:
    """A repository is the same with and without `.git`."""
    return tuple(part.removesuffix(".git") for part in path)
