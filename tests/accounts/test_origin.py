"""Where a request comes from: believed from trusted hops, never from what the visitor wrote."""

import pytest

from accounts import origin


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, None, "192.0.2.9"),
        (0, "203.0.113.7", "192.0.2.9"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 192.0.2.1", "203.0.113.7"),
        (2, "203.0.113.7", "192.0.2.9"),
        (1, None, "192.0.2.9"),
        (1, "2001:DB8::0001", "2001:db8::1"),
        (1, "made up", None),
    ],
)
def test_address_is_what_connected_to_the_outermost_trusted_proxy(rf, settings, hops, forwarded, expected):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = hops
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = rf.get("/", headers=headers, REMOTE_ADDR="192.0.2.9")
    assert origin.client_address(request) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1:4711", "192.0.2.1"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", None),
        ("unix:", None),
        ("192.0.2.1'; drop table", None),
    ],
)
def test_addresses_have_one_spelling(text, expected):
    assert origin.parsed(text) == expected


def test_no_address_outlives_its_request(rf):
    seen = []
    middleware = origin.OriginMiddleware(lambda _: seen.append(origin.current_address()))
    middleware(rf.get("/", REMOTE_ADDR="192.0.2.9"))
    assert seen == ["192.0.2.9"]
    assert origin.current_address() is None
