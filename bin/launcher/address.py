"""The address that `bin/up` serves at: read from HOST and PORT, taken before any other work."""

import os
import socket
from collections.abc import Mapping

from .console import Failure

HIGHEST_PORT = 65535


def port_from(environment: Mapping[str, str]) -> int:
    """PORT as a number, 8000 where it is not set; 0 lets the system choose a free one."""
    text = environment.get("PORT", "").strip() or "8000"
    if not (text.isascii() and text.isdigit() and int(text) <= HIGHEST_PORT):
        raise Failure(f"PORT={text!r} is not a port: it must be a number from 1 to {HIGHEST_PORT}.")
    return int(text)


def bind(host: str, port: int) -> socket.socket:
    """A bound socket that does not listen yet: before the site is there, visitors are refused at once.

    :raises Failure: the port is in use, or the address is not ours.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        # Or a restart would have to wait for the last connections of the run before to time out.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as exc:
        raise Failure(refusal(host, port, exc)) from None
    return listener


def refusal(host: str, port: int, exc: OSError) -> str:
    reason = os.strerror(exc.errno) if exc.errno and exc.errno > 0 else str(exc.strerror)
    return f"Port {port} of {host} cannot be used: {reason}. Choose another one: PORT=8001 bin/up"


def url_of(listener: socket.socket) -> str:
    """Where a browser on this machine finds the socket, without a slash at the end."""
    host, port = listener.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
