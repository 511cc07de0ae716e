"""Versions in several spellings."""

import pytest
from packaging.version import Version

from index.distributions import versions


@pytest.mark.parametrize("version", ["0", "1.0", "1!2.0.0rc1.post3.dev4", "10.0", "2024.10", "1." + "1" * 98])
def test_every_spelling_is_canonical_equal_and_fits_its_column(version):
    found = versions.spellings(Version(version))

    assert version in found
    assert all(Version(text) == Version(version) and str(Version(text)) == text for text in found)
    assert len(set(found)) == len(found)
    assert all(len(text) <= 100 for text in found)


def test_zeros_count_before_another_figure():
    assert "1.1" not in versions.spellings(Version("1.0.1"))
    assert versions.spellings(Version("1.0"))[:3] == ["1", "1.0", "1.0.0"]
