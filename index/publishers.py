"""On whose behalf a file is published: what the ways to prove it have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from accounts.models import ApiToken, User
from index.models import Project
from index.permissions import token_covers


@dataclass(frozen=True, slots=True)
class Publisher:
    """An account, the projects that its proof is good for (None: a new one), and its name in the journal."""

    user: User
    covers: Callable[[Project | None], bool]
    name: str


def by_token(token: ApiToken) -> Publisher:
    return Publisher(user=token.user, covers=partial(token_covers, token), name=token.user.username)


def by_session(user: User) -> Publisher:
    """Somebody who is logged in may do all that their account may."""
    return Publisher(user=user, covers=lambda _project: True, name=user.username)
