"""The browsers that are logged in to an account."""

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

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


def end_others(*, user: User, session_key: str) -> int:
    others = list(UserSession.objects.filter(user=user).exclude(session_key=session_key))
    get_adapter().end_sessions(others)
    return len(others)


def end_oldest(user: User) -> None:
    """Before one more is added."""
    rows = UserSession.objects.filter(user=user).order_by("-created_at", "-id")
    get_adapter().end_sessions(rows[MOST_SESSIONS - 1 :])


@receiver(user_logged_in)
def _make_room(user: User, **_signal: object) -> None:
    end_oldest(user)
