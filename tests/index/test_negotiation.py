"""Which form of a simple page a client gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.simple.answers import takes_gzip
from index.simple.negotiation import Form, form_for

JSON, HTML, TEXT = Form.JSON, Form.HTML, Form.TEXT_HTML


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", TEXT),
        ("*/*", TEXT),
        ("text/*", TEXT),
        (JSON, JSON),
        ("APPLICATION/vnd.pypi.simple.V1+json", JSON),
        ("application/vnd.pypi.simple.latest+json", JSON),
        ("application/vnd.pypi.simple.latest+html", HTML),
        (f"{JSON}, {HTML}; q=0.1, text/html; q=0.01", JSON),
        (f"text/html;q=0.5, {JSON};q=0.4", TEXT),
        (f"{JSON};q=0, */*;q=0.1", TEXT),
        (f"text/html;q=0, {HTML};q=0, */*", JSON),
        ("application/*;q=0.2, text/html;q=0.1", JSON),
        ("text/html;q=rubbish", TEXT),
        (f"{JSON};q=9", JSON),
        (f"{JSON};Q=0.2, text/html;q=0.1", JSON),
        (f"text/html;q=nan, {JSON};q=0.5", TEXT),
        (f"{JSON};q=inf, text/html;q=-inf", JSON),
        (" , ,", TEXT),
        ("application/json", None),
        ("image/png, text/plain", None),
        ("*/*;q=0", None),
        (f"{JSON};q=0", None),
        ("application/vnd.pypi.simple.v2+json", None),
    ],
)
def test_the_client_gets_what_it_likes_best(accept, form):
    assert form_for(accept) == form


@pytest.mark.parametrize(
    ("accept_encoding", "gzipped"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.001", True),
        ("gzip ; q = 1", True),
        ("gzip;q=nan", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip;q=0.0", False),
        ("gzip;q=0.000, br", False),
        ("gzip;Q=0.", False),
        ("x-gzip", False),
    ],
)
def test_gzip_is_sent_to_who_takes_it(accept_encoding, gzipped):
    assert takes_gzip(accept_encoding) is gzipped


@given(st.text(max_size=80))
def test_rubbish_is_never_an_error(accept):
    assert form_for(accept) in (*Form, None)
