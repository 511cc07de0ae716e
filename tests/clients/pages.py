"""The pages in docs/clients as shell scripts, so that what a newcomer copies is what the tests run."""

import re
from pathlib import Path

from tests.flows.site import ROOT

PAGES = ROOT / "docs" / "clients"
ADDRESS = "http://127.0.0.1:8000"
TOKEN = "pypi-YOUR-TOKEN"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def names() -> list[str]:
    return sorted(page.stem for page in PAGES.glob("*.md"))


def script(name: str, section: str, *, address: str, token: str = "") -> str:
    """What the page tells to do below that heading; empty where it has none."""
    text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    _, _, rest = text.partition(f"\n## {section}\n")
    body, _, _ = rest.partition("\n## ")
    steps = [as_shell(language, content) for language, content in BLOCK.findall(body)]
    return "\n".join(steps).replace(ADDRESS, address).replace(TOKEN, token)


def as_shell(language: str, content: str) -> str:
    """Lines typed at a prompt as they are; anything else is added to the file that its first line names."""
    if language == "console":
        return re.sub(r"^\$ ", "", content, flags=re.MULTILINE)
    first, _, lines = content.partition("\n")
    path = Path(first.removeprefix("# "))
    return f"cat >> {path} <<'END_OF_FILE'\n\n{lines}END_OF_FILE"
