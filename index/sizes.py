"""Sizes as admins type them: `500 MiB`, `2 GiB`; `500M`, `2g`, `500 MB` mean the same."""

import re

UNITS = {"m": 2**20, "g": 2**30, "t": 2**40}
PATTERN = re.compile(r"([1-9][0-9]{0,5})\s*([mgt])(i?b)?", re.ASCII)


def parse(text: str) -> int:
    """Bytes.

    :raises ValueError: if `text` is no size; the message is one sentence.
    """
    match = PATTERN.fullmatch(text.strip().lower())
    if not match:
        raise ValueError(f"{text!r} is no size; write for example 500 MiB or 2 GiB.")
    return int(match[1]) * UNITS[match[2]]


def spell(size_bytes: int) -> str:
    """In the largest unit that tells it exactly, as `parse` reads it; below a MiB in bytes."""
    for unit in ("t", "g", "m"):
        if size_bytes and size_bytes % UNITS[unit] == 0:
            return f"{size_bytes // UNITS[unit]} {unit.upper()}iB"
    return f"{size_bytes} bytes"
