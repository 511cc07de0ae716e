"""Durations as admins type them: `30m`, `2h`, `3d`."""

import re
from datetime import timedelta

UNITS = {"m": "minutes", "h": "hours", "d": "days"}
PATTERN = re.compile(r"([1-9][0-9]{0,4})\s*([mhd])\Z")


def parse(text: str) -> timedelta:
    """:raises ValueError: if `text` is no duration; the message is one sentence."""
    match = PATTERN.match(text.strip().lower())
    if not match:
        raise ValueError(f"{text!r} is no duration; write for example 30m, 2h or 3d.")
    return timedelta(**{UNITS[match[2]]: int(match[1])})
