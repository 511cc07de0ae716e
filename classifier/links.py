"""Addresses as the features read them: hosts, words of the path, and whether software is developed there."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

# Where source code is kept, in the first place of a path `/owner/repository`.
_CODE_HOSTS: Final = frozenset(
    [
        "bitbucket.org",
        "codeberg.org",
        "framagit.org",
        "gitea.com",
        "gitee.com",
        "github.com",
        "gitlab.com",
        "launchpad.net",
        "notabug.org",
        "opendev.org",
        "pagure.io",
        "savannah.gnu.org",
        "sourceforge.net",
        "sr.ht",
    ]
)
# Hosts of one's own, by the name such servers are commonly given.
_CODE_HOST_LABELS: Final = frozenset(
    [
        "bzr",
        "code",
        "dev",
        "forge",
        "git",
        "gitea",
        "gitlab",
        "gitweb",
        "hg",
        "repo",
        "repos",
        "scm",
        "source",
        "src",
        "svn",
    ]
)
# Where software is documented, tested, measured and discussed: badges and references of honest READMEs.
_DEVELOPMENT_HOSTS: Final = frozenset(
    [
        "anaconda.org",
        "apache.org",
        "appveyor.com",
        "arxiv.org",
        "badge.fury.io",
        "circleci.com",
        "cirrus-ci.com",
        "codacy.com",
        "codecov.io",
        "codeclimate.com",
        "conda.io",
        "coveralls.io",
        "debian.org",
        "docker.com",
        "doi.org",
        "fury.io",
        "gitbook.io",
        "github.io",
        "gitlab.io",
        "githubusercontent.com",
        "gitter.im",
        "gnu.org",
        "ietf.org",
        "landscape.io",
        "mozilla.org",
        "opensource.org",
        "pepy.tech",
        "pre-commit.ci",
        "pypip.in",
        "python.org",
        "readthedocs.io",
        "readthedocs.org",
        "requires.io",
        "rtfd.io",
        "rtfd.org",
        "semver.org",
        "shields.io",
        "snyk.io",
        "sonarcloud.io",
        "stackoverflow.com",
        "travis-ci.com",
        "travis-ci.org",
        "w3.org",
        "wikipedia.org",
        "crates.io",
        "discord.com",
        "discord.gg",
        "djangoproject.com",
        "groups.google.com",
        "huggingface.co",
        "jupyter.org",
        "kaggle.com",
        "learn.microsoft.com",
        "liberapay.com",
        "matrix.to",
        "npmjs.com",
        "numfocus.org",
        "numpy.org",
        "opencollective.com",
        "openreview.net",
        "palletsprojects.com",
        "pydata.org",
        "pypa.io",
        "scipy.org",
        "slack.com",
        "sphinx-doc.org",
        "tidelift.com",
        "unicode.org",
        "zenodo.org",
    ]
)
# A label of any place that indexes Python projects, public or private.
_INDEX_LABEL: Final = "pypi"
# Addresses that stand for another one, in examples and in masked data (RFC 2606, RFC 6761).
_PLACEHOLDER: Final = re.compile(
    r"(?:^|\.)(?:example(?:\.(?:com|org|net))?|invalid|localhost|test)$|^[\d.]+$"
)
_HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_SECOND_LEVEL: Final = frozenset(
    ["ac", "co", "com", "edu", "gen", "go", "gob", "gov", "gub", "mil", "ne", "net", "or", "org"]
)
_COUNTRY_CODE: Final = 2
_PATH_WORD: Final = re.compile(r"[^\W\d_]{3,30}")
_ANY: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Link:
    """An address in parts. `site`: the registrable part of the host, by a rule of thumb; `words`: of path and query."""

    host: str
    site: str
    words: tuple[str, ...]
    segments: tuple[str, ...]

    @property
    def is_repository(self) -> bool:
        """Whether source code is kept there."""
        labels = self.host.split(".")
        is_own_server = len(labels) > 2 and labels[0] in _CODE_HOST_LABELS  # noqa: PLR2004 - "dev.to" is a site
        return is_own_server or bool({self.site, self.host} & _CODE_HOSTS)

    @property
    def is_development(self) -> bool:
        """Whether software is kept, documented, tested or discussed there."""
        hosts = {self.site, self.host}
        return self.is_repository or bool(hosts & _DEVELOPMENT_HOSTS) or _INDEX_LABEL in self.host.split(".")

    def names(self, project: str) -> bool:
        """Whether the address says the project's name, or the name begins or ends with what the address says."""
        name = squashed(project)
        places = [squashed(part) for part in (*self.segments[:3], *self.host.split(".")[:-1])]
        return bool(name) and any(place in name or name in place for place in places if len(place) > 2)  # noqa: PLR2004


def squashed(name: str) -> str:
    """A name without separators, case and the `python`, `py` around it, to compare names of one thing."""
    plain = _ANY.sub("", name).casefold().removesuffix("git")
    for affix in ("python", "py"):
        shorter = plain.removeprefix(affix).removesuffix(affix)
        plain = shorter or plain
    return plain


def parse(url: str) -> Link | None:
    """The parts of `url`; None where it is no web address, or one that only stands for another (`example.com`)."""
    try:
        parts = urlsplit(url if "//" in url[:10] else f"//{url}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # "http://[": what strangers write need not be an address
        return None
    if not _HOST.fullmatch(host) or _PLACEHOLDER.search(host):
        return None
    words = tuple(word.lower() for word in _PATH_WORD.findall(f"{parts.path} {parts.query}"))[:40]
    segments = tuple(part for part in parts.path.split("/") if part)
    return Link(host=host, site=_site(host), words=words, segments=segments)


def _site(host: str) -> str:
    labels = host.split(".")
    is_deep = len(labels) > 2 and len(labels[-1]) == _COUNTRY_CODE and labels[-2] in _SECOND_LEVEL  # noqa: PLR2004
    return ".".join(labels[-3:] if is_deep else labels[-2:])
