"""Imports between the apps point one way: moderation → classifier → index → accounts."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RANK = {"accounts": 0, "index": 1, "classifier": 2, "moderation": 3}
HEAVY = {"numpy", "scipy", "sklearn", "skops", "pypi_attestations", "sigstore"}


def modules(*folders):
    return [path.relative_to(ROOT) for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def imported(tree):
    for node in tree:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("path", modules(*RANK), ids=str)
def test_imports_point_down(path):
    for app in set(imported(ast.walk(ast.parse((ROOT / path).read_text())))) & RANK.keys():
        assert RANK[app] <= RANK[path.parts[0]], f"{path} reaches up to {app}"


@pytest.mark.parametrize("path", modules("index/distributions"), ids=str)
def test_what_reads_distributions_is_pure(path):
    nodes = list(ast.walk(ast.parse((ROOT / path).read_text())))
    ours = {
        node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module.startswith("index")
    }
    assert all(module.startswith("index.distributions") for module in ours), ours
    assert not set(imported(nodes)) & {"django", "accounts"}


@pytest.mark.parametrize("path", modules("config"), ids=str)
def test_wiring_names_apps_in_strings_only(path):
    assert not set(imported(ast.walk(ast.parse((ROOT / path).read_text())))) & RANK.keys()


def test_web_process_starts_without_the_heavy_libraries(tmp_path):
    """Learning takes seconds and 130 MB, and is the workers' alone; attestations wait for the first upload of one."""
    import subprocess
    import sys

    code = (
        "import django, sys; django.setup(); import config.urls, config.wsgi;"
        f"print(sorted({HEAVY!r} & sys.modules.keys()))"
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "GATEHOUSE_DATA": str(tmp_path),
        "PATH": "/usr/bin",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
