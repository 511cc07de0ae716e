"""docs/security.md: every known attack has a row, and every row names tests that exist."""

import pytest

from tests.operations.tables import named_tests, rows_of

ROWS = rows_of("docs/security.md", r"[ARUPM]\d+")
ATTACKS = {"A": 16, "R": 7, "U": 16, "P": 7, "M": 8}


def test_the_table_has_every_attack_once_in_order():
    wanted = [f"{kind}{number + 1}" for kind, count in ATTACKS.items() for number in range(count)]
    assert [row[0] for row in ROWS] == wanted


@pytest.mark.parametrize(("attack", "how"), [(attack, how) for attack, _, how in ROWS])
def test_each_row_names_tests_that_exist(attack, how):
    assert named_tests(how), attack
