"""Files of other projects are what their manifest says, each with its licence."""

import hashlib
import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent / "vendor"
FILES = tomllib.loads((FOLDER / "manifest.toml").read_text())["file"]


def test_every_vendored_file_is_unchanged_and_of_the_version_named():
    for file in FILES:
        content = (FOLDER / file["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"], file["name"]
        assert file["version"].encode() in content[:500], file["name"]


def test_every_vendored_file_has_its_licence_and_there_are_no_others():
    named = {file[key] for file in FILES for key in ("name", "license_file")}
    assert named == {path.name for path in FOLDER.iterdir()} - {"manifest.toml"}
    for file in FILES:
        assert (FOLDER / file["license_file"]).stat().st_size > 1000
