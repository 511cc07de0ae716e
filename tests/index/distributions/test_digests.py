"""The digests of a file: of all its bytes, whatever its position."""

import hashlib
import io

from index.distributions import digests


def test_a_stream_is_hashed_from_its_first_byte():
    content = bytes(range(256)) * 4096  # several chunks
    stream = io.BytesIO(content)
    stream.seek(100)

    assert digests.hash_stream(stream) == digests.Digests(
        sha256=hashlib.sha256(content).hexdigest(),
        blake2b_256=hashlib.blake2b(content, digest_size=32).hexdigest(),
        md5=hashlib.md5(content).hexdigest(),
        size_bytes=1_048_576,
    )


def test_the_digests_of_nothing_are_the_published_ones():
    empty = digests.hash_stream(io.BytesIO())

    assert empty.size_bytes == 0
    assert empty.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert empty.blake2b_256 == "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"
    assert empty.md5 == "d41d8cd98f00b204e9800998ecf8427e"
    assert digests.sha256(b"") == empty.sha256
