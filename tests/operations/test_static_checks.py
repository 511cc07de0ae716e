"""What ruff refuses by the project's own settings: code from data, and SQL built from text."""

import subprocess
import sys
from pathlib import Path

import pytest

from bin.launcher.checks import checks

PROJECT = Path(__file__).resolve().parents[2]
SQL_FROM_TEXT = (
    "def run(cursor, name):\n    cursor.execute(f\"SELECT 1 FROM index_project WHERE name = '{name}'\")\n"
)
REFUSED = [
    ("TID251", "import pickle\n"),
    ("TID251", "from joblib import load\n"),
    ("TID251", "import marshal\n"),
    ("TID251", "import shelve\n"),
    ("S608", SQL_FROM_TEXT),
    ("S611", "from django.db.models.expressions import RawSQL\n\nIS_NEW = RawSQL(input(), [])\n"),
    ("S307", "VALUE = eval(input())\n"),
    ("S602", "import subprocess\n\nsubprocess.run(input(), shell=True, check=True)\n"),
]


def codes(command, text):
    command = [sys.executable, "-m", *command]
    done = subprocess.run(command, cwd=PROJECT, input=text, capture_output=True, text=True, check=False)
    return {line.split()[1].rstrip(":") for line in done.stdout.splitlines() if ".py:" in line}


@pytest.mark.parametrize("folder", ["accounts", "index", "classifier", "moderation", "config"])
@pytest.mark.parametrize(("code", "text"), REFUSED)
def test_dangerous_line_is_refused_in_every_package(folder, code, text):
    name = f"{folder}/new_file.py"
    assert code in codes(["ruff", "check", "--output-format", "concise", "--stdin-filename", name, "-"], text)


def test_migrations_are_looked_through_too(tmp_path):
    command = dict(checks())["security of migrations"]
    folders = {Path(argument) for argument in command if argument.endswith("/migrations")}
    assert folders == {path.relative_to(PROJECT) for path in PROJECT.glob("*/migrations")}
    (tmp_path / "0099_new.py").write_text(SQL_FROM_TEXT)
    options = [argument for argument in command if not argument.endswith("/migrations")]
    assert codes([*options, "--output-format", "concise", str(tmp_path)], "") == {"S608"}
