"""`entry_points.txt`: names that become files in `bin/`, and references that become code in them."""

import re
from collections.abc import Iterator

from index.distributions.invalid import InvalidDistribution, malformed, quoted

_SCRIPT_GROUPS = frozenset(("console_scripts", "gui_scripts"))
_SCRIPT_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+ -]*")
_IDENTIFIERS = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_REFERENCE = re.compile(rf"{_IDENTIFIERS}\s*:\s*{_IDENTIFIERS}\s*(?:\[[\w\s,.-]*\])?")


def check(raw: bytes) -> None:
    """Refuse scripts that would be written outside their folder, or run something else than a function.

    Every line with an equals sign counts as an entry, also one that some readers take for the rest of the
    line before it: an installer of either kind gets only names that are safe.

    :raises InvalidDistribution: naming the first bad entry.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise malformed("entry_points.txt is not UTF-8") from exc
    for group, name, reference in _entries(text):
        if group not in _SCRIPT_GROUPS:
            continue
        if not _SCRIPT_NAME.fullmatch(name):
            raise InvalidDistribution(
                f"The script name {quoted(name)} in entry_points.txt is not a plain file name; "
                "use letters, digits, underscores, dots and dashes."
            )
        if not _REFERENCE.fullmatch(reference):
            raise InvalidDistribution(
                f"The script {quoted(name)} in entry_points.txt refers to {quoted(reference)}; "
                "write it as package.module:function."
            )


def _entries(text: str) -> Iterator[tuple[str, str, str]]:
    """Group, name and reference of each entry."""
    group = ""
    for line in map(str.strip, text.splitlines()):
        if not line or line[0] in "#;":
            continue
        if line[0] == "[" and line[-1] == "]":
            group = line[1:-1].strip()
            continue
        name, equals, reference = line.partition("=")
        if not equals:
            raise malformed(
                f"entry_points.txt has the line {quoted(line)}, which is neither a group nor an entry"
            )
        yield group, name.strip(), reference.strip()
