"""The clients that publish to and install from Gatehouse. A new one is a row here and a page in docs/clients."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.clients.terminal import CLIENTS

SETUPTOOLS = ("setuptools.build_meta", "setuptools")
UV_BUILD = ("uv_build", "uv_build>=0.13")
FLIT = ("flit_core.buildapi", "flit_core")
POETRY = ("poetry.core.masonry.api", "poetry-core")
HATCHLING = ("hatchling.build", "hatchling")
PDM = ("pdm.backend", "pdm-backend")


@dataclass(frozen=True)
class Client:
    """What the tests add to the page of a client. Its page alone says how it publishes and how it installs.

    The last three keep the public index out: the build backends come from the clients' environment.
    """

    name: str
    backend: tuple[str, str] | None = (
        None  # of the project that it publishes: its object, and its requirement
    )
    build_first: str = ""
    pyproject: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


TABLE = [
    Client("twine", SETUPTOOLS, build_first="python -m build --no-isolation"),
    Client("uv", UV_BUILD),
    Client("flit", FLIT),
    Client("poetry", POETRY),
    Client("hatch", HATCHLING, pyproject=f"[tool.hatch.envs.hatch-build]\npath = '{CLIENTS}'"),
    Client("pdm", PDM, environment={"PDM_BUILD_ISOLATION": "0"}),
    Client("pip"),
]
