"""Where a request comes from: the one function that trusts a header for it, and the value for the time of a request."""

import ipaddress
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.logging_in import clients

_current: ContextVar[str | None] = ContextVar("address", default=None)
_client: ContextVar[str] = ContextVar("client", default="")


def client_address(request: HttpRequest) -> str | None:
    """The visitor's IP address: what connected to the outermost of the trusted proxies, or to us without one.

    Each proxy adds what connected to it at the end of X-Forwarded-For; all before that the visitor made up.
    A list too short did not come through all of them: then only the connection itself is believed.
    """
    hops = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    header = request.headers.get("X-Forwarded-For", "")
    forwarded = header.split(",") if header else []
    if 0 < hops <= len(forwarded):
        return parsed(forwarded[-hops])
    return parsed(request.META.get("REMOTE_ADDR", ""))


def parsed(text: str) -> str | None:
    """An IP address in its one spelling, port, brackets and zone left off; None for anything else."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


def current_address() -> str | None:
    """The address of the request being answered; None in tasks and commands."""
    return _current.get()


def current_client() -> str:
    """What sent the request being answered, in a few words; empty in tasks and commands."""
    return _client.get()


class OriginMiddleware:
    """Keeps the client's address and name for as long as its request is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = _current.set(client_address(request))
        client = _client.set(clients.short_name(request.headers.get("User-Agent", "")))
        try:
            return self.get_response(request)
        finally:
            _client.reset(client)
            _current.reset(address)
