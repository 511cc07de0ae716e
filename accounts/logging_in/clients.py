"""What a client calls itself, told in a few words: enough to know one's own, and less than would name a machine."""

import re

LONGEST = 100

# In this order: each names those below it too.
BROWSERS = (
    ("Edge", r"Edg(?:A|iOS)?/(\d+)"),
    ("Opera", r"OPR/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Chrome|CriOS|HeadlessChrome)/(\d+)"),
    ("Safari", r"Version/(\d+)[\d.]* (?:Mobile/\w+ )?Safari/"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iOS", "iPhone|iPad"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS X"),
    ("Linux", "Linux"),
)


def short_name(user_agent: str) -> str:
    """`Firefox 128 on Linux`; of what is no browser that we know the beginning, a NUL left out."""
    for browser, pattern in BROWSERS:
        if found := re.search(pattern, user_agent):
            systems = (system for system, mark in SYSTEMS if re.search(mark, user_agent))
            system = next(systems, "")
            return f"{browser} {found[1][:5]}" + (f" on {system}" if system else "")
    return user_agent.replace("\0", "")[:LONGEST]
