"""The header lines of a METADATA or PKG-INFO file, bounded and unambiguous, before anything parses them.

The e-mail parser under `packaging` takes any bytes: it ends the headers at the first line it does not know,
and its time grows with the square of the number of field names. A reader that keeps the first of two `Name`
fields disagrees with one that keeps the last. So the lines are checked here first.
"""

import re
from collections.abc import Iterator

from index.distributions.invalid import InvalidDistribution, quoted

MAX_HEADERS = 10_000

SINGLE_FIELDS = frozenset(
    (
        "metadata-version",
        "name",
        "version",
        "summary",
        "description",
        "description-content-type",
        "keywords",
        "home-page",
        "download-url",
        "author",
        "author-email",
        "maintainer",
        "maintainer-email",
        "license",
        "license-expression",
        "requires-python",
    )
)
MULTIPLE_FIELDS = frozenset(
    (
        "classifier",
        "dynamic",
        "import-name",
        "import-namespace",
        "license-file",
        "obsoletes",
        "obsoletes-dist",
        "platform",
        "project-url",
        "provides",
        "provides-dist",
        "provides-extra",
        "requires",
        "requires-dist",
        "requires-external",
        "supported-platform",
    )
)

# Characters. Honest values are far shorter; these bounds keep parsers of versions, requirements and
# expressions, some of them recursive, away from values made to exhaust them, and what is kept in a column of
# its own within that column.
MAX_CHARACTERS = {
    "name": 100,
    "version": 100,
    "summary": 512,
    "requires-python": 200,
    "classifier": 200,
    "description-content-type": 100,
    "keywords": 8_000,
    "license": 100_000,  # older build tools put the whole text of the licence here
    "description": 1024 * 1024,  # in a header, as metadata before 2.1 has it
}
MAX_CHARACTERS_OTHERWISE = 2_000
# Of all fields but the description together: a requirement costs its parser about 5 microseconds a character.
MAX_CHARACTERS_TOGETHER = 256 * 1024

_LINE_END = re.compile(r"\r\n|\r|\n")  # exactly the line ends that the e-mail parser knows
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(.*)", re.DOTALL)
# With the line separators that `str.splitlines` knows and the e-mail parser does not.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")


def split(text: str) -> tuple[str, str]:
    """The headers, and the body after the empty line that ends them, untouched."""
    start = 0
    for end in _LINE_END.finditer(text):
        if end.start() == start:
            return text[:start], text[end.end() :]
        start = end.end()
    return text, ""


def check(headers: str) -> set[str]:
    """The names, in lower case, of the fields that the headers hold.

    Headers that are unknown, repeated, too long, too many or unreadable are refused.

    :raises InvalidDistribution: naming the first bad field.
    """
    seen: set[str] = set()
    together = 0
    for number, (field, value) in enumerate(_fields(headers)):
        name = field.lower()
        together += 0 if name == "description" else len(value)
        if number >= MAX_HEADERS:
            raise InvalidDistribution(f"The metadata has more than {MAX_HEADERS} fields; list fewer.")
        if name not in SINGLE_FIELDS | MULTIPLE_FIELDS:
            raise InvalidDistribution(f"The metadata field {quoted(field)} is unknown; remove it.")
        if name in seen and name in SINGLE_FIELDS:
            raise InvalidDistribution(f"The metadata field {field} is given twice; give it once.")
        if together > MAX_CHARACTERS_TOGETHER:
            limit = MAX_CHARACTERS_TOGETHER
            raise InvalidDistribution(f"The metadata fields hold more than {limit} characters; shorten them.")
        limit = MAX_CHARACTERS.get(name, MAX_CHARACTERS_OTHERWISE)
        if len(value) > limit:
            raise InvalidDistribution(
                f"The metadata field {field} is longer than {limit} characters; shorten it."
            )
        seen.add(name)
    return seen


def _fields(headers: str) -> Iterator[tuple[str, str]]:
    """Pairs of name and value, continuation lines joined."""
    field: str | None = None
    value: list[str] = []
    for line in filter(None, _LINE_END.split(headers)):
        if _CONTROL.search(line):
            raise InvalidDistribution(
                f"The metadata line {quoted(line)} has control characters; remove them."
            )
        if line[0] in " \t" and field is not None:
            value.append(line)
            continue
        if field is not None:
            yield field, "\n".join(value)
        match = _FIELD.fullmatch(line)
        if match is None:
            raise InvalidDistribution(
                f"The metadata line {quoted(line)} is not a field; indent what continues a field."
            )
        field, value = match[1], [match[2].strip()]
    if field is not None:
        yield field, "\n".join(value)
