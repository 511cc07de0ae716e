"""docs/asvs.md: every row names tests that exist, or says why there is none; docs/accounts.md has every gate."""

import re

import pytest
from django.conf import settings

from tests.operations.tables import ROOT, named_tests, rows_of

ROWS = rows_of("docs/asvs.md", r"\d\S*")
REASONS = ("Does not apply: ", "Differs: ", "Left to ", "Only public keys ")


def test_the_table_has_every_requirement_once_in_order():
    numbers = [tuple(map(int, number.split("."))) for number, _, _ in ROWS]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 80


@pytest.mark.parametrize(("number", "how"), [(number, how) for number, _, how in ROWS])
def test_each_row_names_tests_that_exist_or_says_why_there_is_none(number, how):
    assert named_tests(how) or how.startswith(REASONS), number


def test_every_gate_of_sign_up_is_in_the_operators_page():
    page = (ROOT / "docs/accounts.md").read_text()
    names = [path.rpartition(".")[2] for path in settings.SIGNUP_GATES]
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == names
