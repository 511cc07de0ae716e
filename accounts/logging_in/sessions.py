"""The browsers that are logged in to an account."""

from datetime import datetime, timedelta

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.dispatch import receiver
from django.utils import timezone

from accounts.history import events
from accounts.logging_in import clients
from accounts.models import User

MOST_SESSIONS = (
    50  # of one account; who logs in by a script, or is logged in to by one, does not pile them up
)


def sessions_of(user: User) -> list[UserSession]:
    """Those that still open the account, newest first."""
    return sorted(
        UserSession.objects.purge_and_list(user), key=lambda row: (row.created_at, row.pk), reverse=True
    )


def end(session: UserSession) -> None:
    """That browser is logged out with its next request."""
    get_adapter().end_sessions([session])
    _note_ended(session.user, session)


def end_others(*, user: User, session_key: str) -> int:
    others = list(UserSession.objects.filter(user=user).exclude(session_key=session_key))
    get_adapter().end_sessions(others)
    for session in others:
        _note_ended(user, session)
    return len(others)


def end_all(user: User) -> None:
    get_adapter().end_sessions(UserSession.objects.filter(user=user))


def forget(*, now: datetime) -> None:
    """Delete what is kept of sessions that are over, logged out or run out: from where, and with which browser."""
    Session.objects.filter(expire_date__lt=now).delete()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    # Not the newest: a login writes one row before the other.
    UserSession.objects.filter(~Exists(alive), created_at__lt=now - timedelta(hours=1)).delete()


def _note_ended(user: User, session: UserSession) -> None:
    client = clients.short_name(session.user_agent) or "a browser that tells no name"
    now = timezone.now()
    events.record(user=user, kind=events.Kind.SESSION_ENDED, now=now, details={"client": client})


def end_oldest(user: User) -> None:
    """Before one more is added."""
    rows = UserSession.objects.filter(user=user).order_by("-created_at", "-id")
    get_adapter().end_sessions(rows[MOST_SESSIONS - 1 :])


@receiver(user_logged_in)
def _make_room(user: User, **_signal: object) -> None:
    end_oldest(user)
