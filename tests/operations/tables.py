"""Tables in the documentation whose rows name the tests that hold them."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def rows_of(page: str, first: str) -> list[tuple[str, str, str]]:
    """The rows of three columns whose first fits the pattern `first`."""
    text = (ROOT / page).read_text()
    return re.findall(rf"^\| ({first}) \| (.+?) \| (.+) \|$", text, re.MULTILINE)


def named_tests(how: str) -> list[tuple[str, str]]:
    """Path and name of each test in a cell, each of which exists; the name is empty where a whole file is named."""
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", how)
    for path, function in named:
        assert (ROOT / path).exists(), path
        assert not function or function in _functions_of(path), f"{path}::{function}"
    return named


@cache
def _functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
