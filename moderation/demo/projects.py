"""What the demo says of a project; the texts are in the modules beside this one."""

from dataclasses import dataclass

GIT = "https://git.example.org"
DOCS = "https://docs.example.org"


@dataclass(frozen=True, slots=True)
class DemoProject:
    """One project and all its releases.

    `versions` run from `first` to `last` days ago, oldest first; `modules` are what its package holds beside
    `__init__.py`; a project without `wheels` publishes sdists alone, one without `sdists` wheels alone.
    """

    name: str
    owner: str
    summary: str
    description: str = ""
    content_type: str = "text/markdown"
    versions: tuple[str, ...] = ("0.1.0",)
    first: float = 30.0
    last: float = 30.0
    modules: tuple[str, ...] = ()
    classifiers: tuple[str, ...] = ()
    keywords: str = ""
    links: tuple[tuple[str, str], ...] = ()
    requires: tuple[str, ...] = ()
    requires_python: str = ">=3.10"
    license: str = "MIT"
    has_wheels: bool = True
    has_sdists: bool = True
    has_code: bool = True


def repository(owner: str, name: str) -> tuple[tuple[str, str], ...]:
    return (("Repository", f"{GIT}/{owner}/{name}"),)


def repository_and_docs(owner: str, name: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Documentation", f"{DOCS}/{name}/"),
        ("Repository", f"{GIT}/{owner}/{name}"),
        ("Issues", f"{GIT}/{owner}/{name}/issues"),
    )
