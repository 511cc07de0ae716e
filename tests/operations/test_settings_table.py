"""README's table of settings names every environment variable that is read, and no other."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
READERS = [ROOT / "config/settings.py", ROOT / "bin/serve"]


def variables_read():
    for path in READERS:
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(getattr(node, "func", None), "id", "")
            if name.startswith("env_"):
                yield node.args[0].value


def test_the_table_in_the_readme_is_complete():
    table = (ROOT / "README.md").read_text().partition("## Settings")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(variables_read())
