"""The metadata reader, the comparison with a form, and file names: a sentence, or what the database can hold."""

import json

from index.distributions import filenames, metadata
from index.distributions.invalid import InvalidDistribution
from tests.distributions import core_metadata
from tests.fuzz.archives import sentence_without_quotations

# The first byte of an input says what the rest is.
A_FILE, A_FILE_AND_A_FORM, A_FILE_NAME = range(3)
SEPARATOR = b"\n\0\n"
MAX_COLUMNS = {"name": 100, "summary": 1000, "description_content_type": 100, "requires_python": 200}

FIELDS = (
    ("Metadata-Version", "2.5"),
    ("Author-email", "Ann <ann@example.org>"),
    ("Classifier", "Topic :: Text Processing"),
    ("Classifier", "Natural Language :: Ukranian"),
    ("Dynamic", "License-File"),
    ("Home-page", "https://example.org/"),
    ("Import-Name", "sample; private"),
    ("Import-Namespace", "space"),
    ("Keywords", "one,two"),
    ("License-Expression", "MIT OR (Apache-2.0 AND GPL-2.0-or-later WITH Classpath-exception-2.0)"),
    ("License-File", "LICENSE"),
    ("Project-URL", "Source, https://example.org:8443/a?b#c"),
    ("Provides-Extra", "extra"),
    ("Requires-Dist", 'idna[x] (>=3,<4) ; python_version < "3.12" and (extra == "extra" or os_name == "nt")'),
    ("Requires-Dist", "idna @ https://example.org/idna.whl"),
    ("Requires-External", "libpng (>=1.5)"),
    ("Requires-Python", ">=3.9, <4, !=3.9.1, ~=3.8"),
    ("Version", "1!1.0a1.post2.dev3"),
)
FORM = b"name=sampleproject\nversion=1.0\nrequires_python=>=3.9\nrequires_dist=idna>=3\nprovides_extra=extra"
FILE_NAMES = (
    b"sampleproject-1.0-py3-none-any.whl",
    b"Sample_Project-1!1.0.post1-2abc-py2.py3-abi3-manylinux_2_17_x86_64.musllinux_1_1_x86_64.whl",
    b"sample_project-1.0rc1.tar.gz",
    b"sampleproject-1.0+local.tar.gz",
    b"sampleproject-1.0.zip",
)


def seeds() -> list[bytes]:
    old = b"Metadata-Version: 1.1\nName: a\nVersion: 1\nDescription: one\n        two\n       |three\n"
    with_form = core_metadata(headers=[("Requires-Python", ">=3.9"), ("Requires-Dist", "idna>=3")])
    return [
        *(bytes([A_FILE]) + core_metadata(headers=[field]) for field in FIELDS),
        bytes([A_FILE]) + core_metadata(headers=FIELDS[5:14]),
        bytes([A_FILE]) + old,
        bytes([A_FILE_AND_A_FORM]) + with_form + SEPARATOR + FORM,
        *(bytes([A_FILE_NAME]) + name for name in FILE_NAMES),
    ]


def run(data: bytes) -> str:
    """What became of an input: the sentence without what it quotes, or that it was accepted."""
    how, payload = (data[0] % 3, data[1:]) if data else (A_FILE, b"")
    try:
        if how == A_FILE_NAME:
            parsed = filenames.parse(payload.decode("utf-8", "surrogateescape"))
            assert parsed.filename.isascii()
            return "accepted name"
        raw, _, form = payload.partition(SEPARATOR)
        core = metadata.parse(raw)
        _check_fits(core)
        if how == A_FILE_AND_A_FORM:
            metadata.compare_form(core, _form(form))
    except InvalidDistribution as exc:
        return sentence_without_quotations(exc)
    return "accepted metadata"


def _form(raw: bytes) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for line in raw.decode("utf-8", "replace").split("\n"):
        name, _, value = line.partition("=")
        fields.setdefault(name, []).append(value)
    return fields


def _check_fits(core: metadata.CoreMetadata) -> None:
    """What the file says can be stored by any database, and told in JSON."""
    told = json.dumps(core.as_json(), ensure_ascii=False) + core.description
    told.encode("utf-8")  # no lone surrogates
    assert "\0" not in told
    assert "\\u0000" not in told
    for field, characters in MAX_COLUMNS.items():
        assert len(getattr(core, field)) <= characters, field
    assert len(core.canonical_version) <= 100
