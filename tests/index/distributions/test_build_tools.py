"""What a real build tool writes is accepted, whole and unchanged."""

import subprocess
import sys

import pytest

from index.distributions import archives, filenames

PYPROJECT = """
[build-system]
requires = ["uv_build>=0.8,<1"]
build-backend = "uv_build"

[project]
name = "Friendly.Bard"
version = "1.0.0rc1"
description = "It greets, Jürgen."
readme = "README.md"
requires-python = ">=3.9"
license = "MIT"
license-files = ["LICENSE"]
authors = [{ name = "Jürgen Müller", email = "juergen@example.org" }]
classifiers = ["Programming Language :: Python :: 3"]
dependencies = ["idna>=3; python_version < '3.13'"]
urls = { Source = "https://example.org/source" }
scripts = { greet = "friendly_bard:main" }
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with the wheel and the sdist of one project."""
    project = tmp_path_factory.mktemp("project")
    package = project / "src" / "friendly_bard"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("def main():\n    print('hello')\n")
    (project / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (project / "README.md").write_text("# Grüße\n", encoding="utf-8")
    (project / "LICENSE").write_text("Do as you like.\n")
    command = [
        sys.executable,
        "-m",
        "uv",
        "build",
        "--offline",
        "--no-config",
        "--quiet",
        "--out-dir",
        "dist",
    ]
    subprocess.run(command, cwd=project, check=True, timeout=60)
    return project / "dist"


@pytest.mark.parametrize(
    "filename",
    ["friendly_bard-1.0.0rc1-py3-none-any.whl", "friendly_bard-1.0.0rc1.tar.gz"],
    ids=["wheel", "sdist"],
)
def test_a_file_built_by_uv_is_accepted(built, filename):
    with (built / filename).open("rb") as file:
        inspected = archives.inspect(file, filenames.parse(filename))

    assert inspected.metadata.normalized_name == "friendly-bard"
    assert inspected.metadata.summary == "It greets, Jürgen."
    assert inspected.metadata.description == "# Grüße\n"
    assert inspected.metadata.license_files == ("LICENSE",)
    assert inspected.metadata.requires_dist == ("idna>=3 ; python_full_version < '3.13'",)
    assert inspected.top_level == ("friendly_bard",)
    assert inspected.python_modules == 1
