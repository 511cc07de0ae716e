"""What upload clients say and do where a file is refused, is there already, or comes with more than itself."""

import json

import pytest

from tests.distributions import make_sdist, make_wheel
from tests.flows.site import create_user


@pytest.fixture(autouse=True)
def _in_the_environment(terminal, site, token):
    """Every script finds the address and the token where the clients look for them."""
    terminal.environment |= {
        "TWINE_REPOSITORY_URL": f"{site.url}/legacy/",
        "TWINE_USERNAME": "__token__",
        "TWINE_PASSWORD": token,
        "UV_PUBLISH_URL": f"{site.url}/legacy/",
        "UV_PUBLISH_TOKEN": token,
    }


def released(*names):
    """A wheel and an sdist of each."""
    return [make(name) for name in names for make in (make_wheel, make_sdist)]


def test_twine_uploads_the_same_files_again_and_nothing_changes(terminal, site):
    terminal.write_dist(*released("again"))
    first = terminal.run("twine upload dist/*")
    assert first.code == 0, first.output
    page = terminal.get(f"{site.url}/simple/again/")
    second = terminal.run("twine upload dist/*")
    assert second.code == 0, second.output
    assert terminal.get(f"{site.url}/simple/again/") == page


def test_uv_passes_over_files_that_the_index_has(terminal, site):
    terminal.write_dist(*released("passed-over"))
    command = f"uv publish --check-url {site.url}/simple/"
    first, second = terminal.run(command), terminal.run(command)
    assert (first.code, second.code) == (0, 0), first.output + second.output
    assert "already exists" not in first.output
    assert second.output.count("already exists, skipping") == 2


def test_other_content_under_a_taken_name_is_refused_by_its_first_words(terminal, site):
    terminal.write_dist(make_wheel("taken"))
    assert terminal.run("twine upload dist/*").code == 0
    page = terminal.get(f"{site.url}/simple/taken/")
    terminal.write_dist(make_wheel("taken", summary="Something else."))

    refused = terminal.run("twine upload dist/*")
    assert refused.code != 0
    assert "File already exists: taken-1.0-py3-none-any.whl" in refused.output
    by_uv = terminal.run("uv publish")
    assert by_uv.code != 0
    assert "File already exists" in by_uv.output
    compared = terminal.run(f"uv publish --check-url {site.url}/simple/")
    assert compared.code != 0
    assert "do not match" in compared.output
    assert terminal.get(f"{site.url}/simple/taken/") == page


def test_pdm_passes_over_a_taken_name_where_it_is_told_to(terminal, site, token):
    terminal.write_dist(make_wheel("kept"))
    assert terminal.run("twine upload dist/*").code == 0
    terminal.write_dist(make_wheel("kept", summary="Something else."))
    (terminal.folder / "pyproject.toml").write_text("[project]\nname = 'kept'\nversion = '1.0'\n")
    command = f"pdm publish --no-build --repository {site.url}/legacy/ -u __token__ -P {token}"
    refused = terminal.run(command)
    assert refused.code != 0
    assert "File already exists" in refused.output
    skipped = terminal.run(f"{command} --skip-existing")
    assert skipped.code == 0, skipped.output


def test_twine_keeps_skip_existing_for_the_public_index_and_says_so(terminal):
    terminal.write_dist(make_wheel("skipped"))
    said = terminal.run("twine upload --skip-existing dist/*")
    assert said.code != 0
    assert "does not have support for the following features: --skip-existing" in said.output


def test_a_token_of_another_project_is_refused_in_a_sentence(terminal, site):
    terminal.write_dist(make_wheel("mine"), make_wheel("yours"))
    assert terminal.run("twine upload dist/*").code == 0
    token = site.manage("token", "create", "ann", "--project", "mine")
    terminal.write_dist(make_wheel("yours", "2.0"))
    sentence = "This API token is not for the project yours"
    for command in (f"twine upload -p {token} dist/*", f"uv publish --token {token}"):
        said = terminal.run(command)
        assert said.code != 0
        assert sentence in said.output
    terminal.write_dist(make_wheel("mine", "2.0"))
    assert terminal.run(f"twine upload -p {token} dist/*").code == 0


def test_a_stranger_is_refused_in_a_sentence(terminal, site):
    terminal.write_dist(make_wheel("owned"))
    assert terminal.run("twine upload dist/*").code == 0
    token = create_user(site, "bob", "--verified")
    terminal.write_dist(make_wheel("owned", "2.0"))
    said = terminal.run(f"twine upload -p {token} dist/*")
    assert said.code != 0
    assert "bob may not upload to owned" in said.output


def test_closed_uploads_are_told_with_the_notice(terminal, site):
    switch = ("flag", "set", "disallow-new-upload")
    site.manage(*switch, "on", "--reason", "a wave of spam", "--notice", "Until noon.")
    terminal.write_dist(make_wheel("switched"))
    said = [terminal.run(command) for command in ("twine upload dist/*", "uv publish")]
    site.manage(*switch, "off", "--reason", "it is calm")
    for each in said:
        assert each.code != 0
        assert "Uploads are closed at the moment. Until noon." in each.output
        assert "/help/#admin-intervention" in each.output
    assert terminal.run("twine upload dist/*").code == 0


def test_a_signature_is_taken_and_ignored(terminal, site):
    wheel = make_wheel("signed")
    terminal.write_dist(wheel, (f"{wheel[0]}.asc", b"-----BEGIN PGP SIGNATURE-----\n"))
    said = terminal.run("twine upload dist/*")
    assert said.code == 0, said.output
    assert ".asc" not in terminal.get(f"{site.url}/simple/signed/")


def test_uv_publishes_with_attestations_off(terminal, site):
    wheel = make_wheel("unattested")
    terminal.write_dist(wheel, (f"{wheel[0]}.publish.attestation", json.dumps({"version": 1}).encode()))
    said = terminal.run("uv publish --no-attestations")
    assert said.code == 0, said.output
    assert wheel[0] in terminal.get(f"{site.url}/simple/unattested/")


def test_a_held_project_is_accepted_and_twine_says_so_when_asked(terminal, site):
    """It is silent about what the index says to a success; with --verbose it shows the warning."""
    site.manage("flag", "set", "hold-new-projects", "all", "--reason", "a wave")
    try:
        terminal.write_dist(*released("held"))
        silent, told = terminal.run("twine upload dist/*"), terminal.run("twine upload --verbose dist/*")
    finally:
        site.manage("flag", "set", "hold-new-projects", "off", "--reason", "calm")
    assert (silent.code, told.code) == (0, 0), silent.output + told.output
    assert "WARNING: held" not in silent.output
    assert told.output.count("is accepted and awaits review") == 2
    assert "/held/" not in terminal.get(f"{site.url}/simple/")
