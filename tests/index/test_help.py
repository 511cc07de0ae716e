"""The help page has every anchor that something points to."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("accounts", "index", "classifier", "moderation")
WHERE_REFUSAL_HAS_IT = 3  # the fourth argument


def named_by_refusals():
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py")):
        tree = ast.parse(path.read_text())
        constants = {
            target.id: node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                given = [keyword.value for keyword in node.keywords if keyword.arg == "help_anchor"]
                given += node.args[WHERE_REFUSAL_HAS_IT : WHERE_REFUSAL_HAS_IT + 1]
                for value in given:
                    anchor = constants[value.id] if isinstance(value, ast.Name) else value.value
                    yield anchor, path.relative_to(ROOT)


def named_by_templates():
    for path in (ROOT / "templates").rglob("*.html"):
        for anchor in re.findall(r"""\{% url ['"]help['"] %\}#([\w-]+)""", path.read_text()):
            yield anchor, path.relative_to(ROOT)


@pytest.mark.django_db
def test_help_has_what_refusals_and_pages_point_to(client):
    page = client.get("/help/").content.decode()
    named = {anchor: path for anchor, path in [*named_by_refusals(), *named_by_templates()] if anchor}
    assert {"api-token", "verified-email", "admin-intervention", "publish"} <= named.keys()
    assert {anchor: path for anchor, path in named.items() if f'id="{anchor}"' not in page} == {}


@pytest.mark.django_db
def test_contents_name_every_section(client):
    page = client.get("/help/").content.decode()
    assert re.findall(r'<section id="([\w-]+)"', page)
    assert set(re.findall(r'<section id="([\w-]+)"', page)) == set(
        re.findall(r'<li><a href="#([\w-]+)"', page)
    )
    assert "file-name-reuse" in page
