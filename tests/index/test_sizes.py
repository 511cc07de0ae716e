"""Sizes as admins type them."""

import pytest

from index import sizes


@pytest.mark.parametrize("text", ["2 GiB", "2g", "2GB", " 2048 mib ", "2048M"])
def test_a_size_is_read_in_any_unit(text):
    assert sizes.parse(text) == 2 * 2**30


@pytest.mark.parametrize(
    "text", ["", "0 MiB", "-1 GiB", "1.5 GiB", "2", "2 kB", "\u0662 GiB", "1000000 GiB", "2 GiB\n1"]
)
def test_what_is_no_size_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match="is no size; write"):
        sizes.parse(text)


@pytest.mark.parametrize("size_bytes", [2**20, 150 * 2**20, 2**30, 3 * 2**40])
def test_what_is_spelt_is_read_again(size_bytes):
    assert sizes.parse(sizes.spell(size_bytes)) == size_bytes
