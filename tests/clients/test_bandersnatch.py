"""A mirror by bandersnatch: everything that is visible, what changed since, and nothing that is hidden."""

import json
import xmlrpc.client

import pytest

from tests.distributions import make_sdist, make_wheel
from tests.flows.conftest import site as own_site  # noqa: F401 - a fixture
from tests.flows.site import ROOT, create_user, twine

BANDERSNATCH = ROOT / ".venv-clients" / "bin" / "bandersnatch"
CONFIGURATION = """
[mirror]
directory = {folder}
master = {master}
allow-non-https = true
json = true
workers = 2
timeout = 10
api-method = {method}
"""
# What moderators do in their console.
VERB = """
from django.utils import timezone
from index import lifecycle
from index.models import Project, Release
said = dict(actor="ada", reason="spam", now=timezone.now())
"""


class Mirror:
    def __init__(self, site, folder, method):
        self.site, self.folder = site, folder
        self.web = folder / "web"
        self.configuration = folder.parent / "bandersnatch.conf"
        self.configure(site.url, method)

    def configure(self, master, method):
        self.configuration.write_text(CONFIGURATION.format(folder=self.folder, master=master, method=method))

    def run(self, *arguments):
        done = self.site.run(str(BANDERSNATCH), "-c", str(self.configuration), *arguments)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done.stderr

    @property
    def serial(self):
        return int((self.folder / "status").read_text())

    @property
    def names(self):
        return {page.parent.name for page in self.web.glob("simple/*/index.html")}

    def page(self, name):
        return json.loads((self.web / "simple" / name / "index.v1_json").read_text())

    def files(self, name):
        """Content by file name, as an installer gets it by the mirror's own page."""
        root = self.web / "simple" / name
        return {file["filename"]: (root / file["url"]).read_bytes() for file in self.page(name)["files"]}


def act(site, *verbs):
    done = site.manage("shell", "--no-imports", "-c", VERB + "\n".join(verbs))
    assert done == ""


@pytest.mark.parametrize("method", ["xmlrpc", "simple"])
def test_bandersnatch_mirrors_what_is_visible_and_follows_what_changes(own_site, tmp_path, method):  # noqa: F811
    site = own_site
    token = create_user(site, "ann", "--verified")
    names = ("tide-tables", "sea-charts", "cheap-pills", "held-one", "hidden-one")
    first = {name: [make_wheel(name), make_sdist(name)] for name in names}
    code, said = twine(site, token, tmp_path / "dist", *(file for files in first.values() for file in files))
    assert code == 0, said
    act(site, "lifecycle.hold(release=Release.objects.get(project__name='held-one'), **said)")
    site.manage("project", "status", "hidden-one", "quarantined", "--reason", "looking")

    mirror = Mirror(site, tmp_path / "mirror", method)
    mirror.run("mirror")
    assert mirror.names == {"tide-tables", "sea-charts", "cheap-pills"}
    for name in mirror.names:
        assert mirror.files(name) == dict(first[name])
    assert not [file for name in ("held_one", "hidden_one") for file in mirror.web.rglob(f"{name}*")]

    newer, added = make_wheel("tide-tables", "1.1"), make_wheel("lighthouses")
    code, said = twine(site, token, tmp_path / "dist", newer, added)
    assert code == 0, said
    site.manage("release", "yank", "tide-tables", "1.0", "--reason", "wrong by an hour")
    act(
        site,
        "lifecycle.remove(project=Project.objects.get(name='cheap-pills'), **said)",
        "lifecycle.hold(release=Release.objects.get(project__name='sea-charts'), **said)",
    )
    since = mirror.serial
    mirror.run("mirror")
    assert mirror.files("tide-tables") == dict([*first["tide-tables"], newer])
    assert mirror.files("lighthouses") == dict([added])
    assert {file["filename"]: file["yanked"] for file in mirror.page("tide-tables")["files"]} == {
        **{filename: True for filename, _ in first["tide-tables"]},
        newer[0]: False,
    }

    # It never deletes by itself; who runs it does with the names that the changelog tells, as docs/api.md says.
    with xmlrpc.client.ServerProxy(f"{site.url}/pypi") as index:
        entries = index.changelog_since_serial(since)
        newest = index.changelog_last_serial()
    last = {name: action for name, _, _, action, _ in entries}
    hidden = {name for name, action in last.items() if action == "remove project"}
    assert {"cheap-pills", "sea-charts"} <= hidden
    mirror.configure(site.url.replace("http:", "https:"), method)  # deleting, it asks the index nothing
    mirror.run("delete", *sorted(hidden & mirror.names))
    assert mirror.names == {"tide-tables", "lighthouses"}
    assert not [*mirror.web.rglob("cheap_pills*"), *mirror.web.rglob("sea_charts*")]

    mirror.configure(site.url, method)
    assert "0 packages to sync" in mirror.run("mirror")
    if method == "xmlrpc":
        assert mirror.serial == newest
