"""Accounts as JSON."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from ninja.errors import HttpError

from accounts.models import User
from accounts.standing import Standing, reasons, standing_of
from index.models import Role
from moderation.acts import NotDone, users, users_reading
from moderation.api import security
from moderation.api.responses import ACTING, FINDING, READING
from moderation.api.schemas import Account, Reason, StandingChange

router = Router()


@router.get("", auth=security.ReadToken(), response={200: list[str]} | READING)
def find_users(
    request: HttpRequest,
    q: str = "",
    offset: int = Query(0, ge=0, le=10_000),
    limit: int = Query(50, ge=1, le=200),
) -> list[str]:
    """User names by a part of name or mail, a mail domain, or an IP address; newest first."""
    found = users_reading.found(q.replace("\0", "")).values_list("username", flat=True)
    return list(found[offset : offset + limit])


@router.get("{username}/", auth=security.ReadToken(), response={200: Account} | FINDING)
def get_user(request: HttpRequest, username: str) -> dict[str, object]:
    return _told(_user(username))


@router.post("{username}/freeze/", auth=security.UsersToken(), response={200: Account} | ACTING)
def freeze_user(request: HttpRequest, username: str, body: Reason) -> dict[str, object]:
    """End its sessions and refuse its tokens with the next request; its projects stay as they are."""
    return _act(request, username, users.freeze, reason=body.reason)


@router.post("{username}/unfreeze/", auth=security.UsersToken(), response={200: Account} | ACTING)
def unfreeze_user(request: HttpRequest, username: str, body: Reason) -> dict[str, object]:
    return _act(request, username, users.unfreeze, reason=body.reason)


@router.post("{username}/note/", auth=security.UsersToken(), response={200: Account} | ACTING)
def note_user(request: HttpRequest, username: str, body: Reason) -> dict[str, object]:
    """Keep a remark for the staff; it cannot be changed later."""
    return _act(request, username, users.note, reason=body.reason)


@router.put("{username}/standing/", auth=security.UsersToken(), response={200: Account} | ACTING)
def set_standing(request: HttpRequest, username: str, change: StandingChange) -> dict[str, object]:
    standing = Standing(change.standing) if change.standing else None
    return _act(request, username, users.set_standing, standing=standing, reason=change.reason)


def _act(
    request: HttpRequest, username: str, verb: Callable[..., None], **values: object
) -> dict[str, object]:
    user = _user(username)
    try:
        verb(user=user, actor=security.caller(request), now=timezone.now(), **values)
    except NotDone as exc:
        raise HttpError(409, str(exc)) from exc
    user.refresh_from_db()
    return _told(user)


def _user(username: str) -> User:
    user = User.objects.filter(username__iexact=username.replace("\0", "")).first()
    if user is None:
        raise HttpError(404, "No account has this name; look for it with GET /moderation/api/users/?q=.")
    return user


def _told(user: User) -> dict[str, object]:
    facts = user.facts(timezone.now())
    owned = Role.objects.filter(user=user, kind=Role.Kind.OWNER).order_by("project__normalized_name")
    return {
        "username": user.username,
        "email": user.email,
        "joined_at": user.date_joined,
        "standing": standing_of(facts),
        "reasons": reasons(facts),
        "is_staff": user.is_staff,
        "frozen_at": user.frozen_at,
        "frozen_by": user.frozen_by,
        "frozen_reason": user.frozen_reason,
        "projects": list(owned.values_list("project__normalized_name", flat=True)[:1000]),
    }
