"""The upload view: any form gets a plain answer of the right kind, and a refusal leaves nothing behind."""

from functools import cache

from django.core.cache import cache as counters
from django.db import transaction
from django.test import Client

from accounts.models import User
from index.models import DistributionFile, JournalEntry, Project, Release, Role
from tests.distributions import make_sdist, make_wheel
from tests.factories import make_project, make_token, make_user
from tests.fuzz.archives import without_quotations
from tests.index.conftest import authorization

# Fields are parted by the one, names from values by the other; the last field is the file.
FIELD_SEPARATOR, VALUE_SEPARATOR = b"\x1e", b"\x1f"
BOUNDARY = b"b0undary"
RAW_BODY = b"!raw"  # in the place of a field's name: the value is the whole body
HEADERS = {b"!authorization": "HTTP_AUTHORIZATION", b"!content-type": "CONTENT_TYPE"}
ANSWERS = frozenset((200, 400, 403, 409, 413, 429))


@cache
def token() -> str:
    ann = User.objects.filter(username="ann").first() or make_user("ann")
    if not Project.objects.exists():
        make_project("tides", owner=ann)
        make_project("hers")
    return make_token(ann)[1]


@cache
def distributions() -> dict[bytes, tuple[str, bytes]]:
    """By the letter that stands for their content."""
    return {
        b"W": make_wheel(),
        b"S": make_sdist(),
        b"T": make_wheel("tides", "2.0"),
        b"H": make_wheel("hers"),
    }


def seeds() -> list[bytes]:
    found = []
    for letter, (filename, _) in distributions().items():
        name, version = filename.removesuffix(".tar.gz").split("-")[:2]
        fields = [
            (b":action", b"file_upload"),
            (b"protocol_version", b"1"),
            (b"metadata_version", b"2.4"),
            (b"name", name.encode()),
            (b"version", version.encode()),
            (b"filetype", b"sdist" if filename.endswith(".gz") else b"bdist_wheel"),
            (b"pyversion", b"py3"),
            (b"requires_dist", b"idna>=3"),
            (b"sha256_digest", b""),
            (filename.encode(), letter),
        ]
        found += [_packed(fields), _packed([*fields[:7], fields[-1]]), _packed([*fields[3:6], fields[-1]])]
    wheel, content = distributions()[b"W"]
    found.append(_packed([(b"!authorization", b"Bearer x"), (b"name", b"a"), (wheel.encode(), b"W")]))
    found.append(_packed([(b"!content-type", b"multipart/form-data"), (wheel.encode(), b"W")]))
    fields = [(b"name", b"sampleproject"), (b"version", b"1.0"), (b"filetype", b"bdist_wheel")]
    found.append(_packed([(RAW_BODY, _body(fields, wheel.encode(), content))]))
    return found


def run(data: bytes) -> str:
    """What became of an input: the status, and the sentence without what it quotes."""
    headers, body = _request(data)
    counters.clear()
    with transaction.atomic():
        before = _rows()
        answer = Client().generic("POST", "/legacy/", body, **headers)
        after = _rows()
        transaction.set_rollback(True)
    text = answer.content.decode()
    assert answer.status_code in ANSWERS, answer.status_code
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert not answer.cookies
    assert text.count("\n") == 1, text
    assert text.endswith("\n"), text
    assert "\n" not in answer.reason_phrase
    answer.reason_phrase.encode("latin-1")
    if answer.status_code == 200:
        return f"accepted {text.strip()}"
    assert before == after, text
    assert text.startswith(f"{answer.status_code} "), text
    return without_quotations(text.strip())


def _packed(fields: list[tuple[bytes, bytes]]) -> bytes:
    return FIELD_SEPARATOR.join(name + VALUE_SEPARATOR + value for name, value in fields)


def _request(data: bytes) -> tuple[dict[str, str], bytes]:
    fields = [part.partition(VALUE_SEPARATOR)[::2] for part in data.split(FIELD_SEPARATOR)]
    headers = {
        "HTTP_AUTHORIZATION": authorization(token()),
        "SERVER_NAME": "localhost",
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY.decode()}",
    }
    kept = []
    for name, value in fields:
        if name in HEADERS:
            headers[HEADERS[name]] = value.decode("latin-1")
        else:
            kept.append((name, value))
    if kept and kept[-1][0] == RAW_BODY:
        return headers, kept[-1][1]
    filename, letter = kept.pop() if kept else (b"", b"")
    content = distributions()[letter][1] if letter in distributions() else letter
    return headers, _body(kept, filename, content)


def _body(fields: list[tuple[bytes, bytes]], filename: bytes, content: bytes) -> bytes:
    parts = [(b'form-data; name="%s"' % name, value) for name, value in fields]
    parts.append((b'form-data; name="content"; filename="%s"' % filename, content))
    lines = [b"--%s\r\nContent-Disposition: %s\r\n\r\n%s\r\n" % (BOUNDARY, *part) for part in parts]
    return b"".join([*lines, b"--%s--\r\n" % BOUNDARY])


def _rows() -> list[int]:
    return [model.objects.count() for model in (DistributionFile, JournalEntry, Project, Release, Role)]
