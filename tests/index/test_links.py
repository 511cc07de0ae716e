"""Which links of a project are shown, and which are told apart as verified."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import links

PROVEN = ["https://code.example/ann/tides", "https://index.example/project/tides/"]


@pytest.mark.parametrize(
    "url",
    [
        "https://code.example/ann/tides",
        "https://code.example/ann/tides/",
        "https://CODE.example/ann/tides/issues?q=1#top",
        "https://code.example:443/ann/tides.git",
        "https://code.example./ann/tides",
        "https://index.example/project/tides/1.0/",
    ],
)
def test_what_leads_to_or_below_a_proven_address_is_verified(url):
    assert links.is_proven(url, PROVEN)


@pytest.mark.parametrize(
    "url",
    [
        "https://code.example/ann/tides-and-spam",
        "https://code.example/ann/tides/../spam",
        "https://code.example/ann/tides/%2e%2e/spam",
        "https://code.example/ann/tides/%2E%2e%2fspam",
        "https://code.example/ann/tides\\..\\spam",
        "https://code.example/ann",
        "https://code.example/",
        "https://code.example.evil.example/ann/tides",
        "https://code.example@evil.example/ann/tides",
        "https://ann:x@code.example/ann/tides",
        "https://evil.example/https://code.example/ann/tides",
        "https://evil.example/?https://code.example/ann/tides",
        "https://evil.example#https://code.example/ann/tides",
        "https://code.example:8443/ann/tides",
        "http://code.example/ann/tides",
        "https:///code.example/ann/tides",
        "https:code.example/ann/tides",
        "//code.example/ann/tides",
        "https://code.exa\tmple/ann/tides",
        "https://code。example/ann/tides",
        "https://çode.example/ann/tides",
        "https://code.example:x/ann/tides",
        "https://code.example/Ann/tides",
        "javascript:https://code.example/ann/tides",
        "",
    ],
)
def test_what_only_looks_like_a_proven_address_is_not(url):
    assert not links.is_proven(url, PROVEN)


@given(st.text(max_size=80))
def test_any_text_is_a_link_or_none(text):
    links.is_proven("https://code.example/" + text, PROVEN)
    links.of_metadata({"project_urls": {"x": text}, "home_page": text})


def test_each_address_is_shown_once_and_no_other_scheme():
    core = {
        "project_urls": {
            "Source": "https://code.example/ann/tides",
            "Shop": "https://shop.example/",
            "Evil": "javascript:alert(1)",
            "Data": "data:text/html,x",
            "Mail": "mailto:x@y.example",
        },
        "home_page": "https://code.example/ann/tides",
        "download_url": "ftp://x.example/",
    }
    shown = [(link.label, link.host, link.is_verified) for link in links.of_metadata(core, PROVEN)]
    assert shown == [("Source", "code.example", True), ("Shop", "shop.example", False)]
