"""docs/asvs.md: every row names tests that exist, or says why there is none; docs/accounts.md has every gate."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(r"^\| (\d\S*) \| (.+?) \| (.+) \|$", (ROOT / "docs/asvs.md").read_text(), re.MULTILINE)
REASONS = ("Does not apply: ", "Differs: ", "Left to ", "Only public keys ")


def functions_of(path):
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_table_has_every_requirement_once_in_order():
    numbers = [tuple(map(int, number.split("."))) for number, _, _ in ROWS]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 80


@pytest.mark.parametrize(("number", "how"), [(number, how) for number, _, how in ROWS])
def test_each_row_names_tests_that_exist_or_says_why_there_is_none(number, how):
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", how)
    assert named or how.startswith(REASONS), number
    for path, function in named:
        assert (ROOT / path).exists(), path
        assert not function or function in functions_of(path), f"{path}::{function}"


def test_every_gate_of_sign_up_is_in_the_operators_page():
    page = (ROOT / "docs/accounts.md").read_text()
    names = [path.rpartition(".")[2] for path in settings.SIGNUP_GATES]
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == names
