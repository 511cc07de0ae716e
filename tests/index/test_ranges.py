"""Parts of files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import ranges
from tests.distributions import make_wheel
from tests.factories import publish

WHEEL = make_wheel()[1]


def read(answer):
    return b"".join(answer.streaming_content)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, None),
        ("bytes=-50", -50, None),
        ("bytes=5-999999", 5, None),
    ],
)
def test_one_part_is_sent(client, asked, start, stop):
    answer = client.get(publish().get_absolute_url(), headers={"range": asked})
    part = WHEEL[start:stop]
    first = start if start >= 0 else len(WHEEL) + start
    assert answer.status_code == 206
    assert read(answer) == part
    assert answer["Content-Length"] == str(len(part))
    assert answer["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(WHEEL)}"


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=0-1", "bytes=9-3", "bytes=", "rubbish", "bytes=-"])
def test_what_is_not_understood_gets_the_whole_file(client, asked):
    answer = client.get(publish().get_absolute_url(), headers={"range": asked})
    assert (answer.status_code, read(answer)) == (200, WHEEL)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=-0"])
def test_a_part_behind_the_end_is_refused(client, asked):
    answer = client.get(publish().get_absolute_url(), headers={"range": asked})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(WHEEL)}")


@pytest.mark.django_db
def test_a_part_of_another_file_is_not_sent(client):
    headers = {"range": "bytes=0-9", "if-range": '"another"'}
    answer = client.get(publish().get_absolute_url(), headers=headers)
    assert (answer.status_code, len(read(answer))) == (200, len(WHEEL))


@pytest.mark.django_db
def test_who_has_the_file_gets_304(client):
    url = publish().get_absolute_url()
    whole = client.get(url)
    assert read(whole) == WHEEL
    etag = whole["ETag"]
    assert client.get(url, headers={"if-none-match": etag}).status_code == 304
    other = client.get(url + ".metadata", headers={"if-none-match": etag})
    assert read(other)
    assert other.status_code == 200


@given(st.text(max_size=30), st.integers(0, 1000))
def test_any_header_is_a_part_of_the_file_or_all_of_it(header, size):
    for asked in (header, f"bytes={header}"):
        try:
            part = ranges.parse(asked, size)
        except ranges.NotSatisfiable:
            continue
        assert part is None or 0 <= part.start < part.stop <= size
