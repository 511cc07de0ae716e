"""On whose behalf a file is published: what the ways to prove it have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from accounts.models import ApiToken, User
from index.models import Project, TrustedPublisher
from index.permissions import token_covers

LONGEST_NAME = 120  # that the journal takes


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, in the journal and in refusals, and the account that answers for it."""

    user: User  # whose standing the gates read, and who owns a project that the upload creates
    name: str
    build: TrustedPublisher | None = None


# Whom a proof stands for at a project, or, where that is None, at a name that nobody has taken; None where the
# proof is not good for that.
Proof = Callable[[Project | None, str], Publisher | None]


def by_token(token: ApiToken) -> Proof:
    """A person's token stands for its owner; a minted one for the trusted publisher that the project has."""
    return partial(_build_with if token.user is None else _person_with, token)


def by_account(user: User) -> Proof:
    """Somebody who is logged in, or sends the password, may do all that their account may."""
    return lambda _project, _name: Publisher(user=user, name=user.username)


def _person_with(token: ApiToken, project: Project | None, _name: str) -> Publisher | None:
    if token.user is None or not token_covers(token, project):
        return None
    return Publisher(user=token.user, name=token.user.username)


def _build_with(token: ApiToken, project: Project | None, name: str) -> Publisher | None:
    live = TrustedPublisher.objects.live().filter(tokens=token)
    fitting = live.filter(project=project, pending_name="" if project else name)
    build = fitting.select_related("added_by").order_by("id").first()
    if build is None:
        return None
    return Publisher(
        user=build.added_by, name=f"trusted publisher {build.subject}"[:LONGEST_NAME], build=build
    )
