"""Who may do what in the console: one function a question, and the decorators that ask it.

A moderator judges: queue, reports, holds, verdicts. An admin also purges, switches, and acts on users and the model.
An auditor reads all of it and changes nothing.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User
from accounts.standing import Standing

Person = AbstractBaseUser | AnonymousUser
View = Callable[..., HttpResponseBase]


def role_of(user: Person) -> User.Role | None:
    """None for everybody but staff; of staff, superusers are admins, and who was given no role may only read."""
    if not isinstance(user, User) or not user.is_staff or not user.is_active:
        return None
    if user.is_superuser:
        return User.Role.ADMIN
    return User.Role(user.role or User.Role.AUDITOR)


def may_read_console(user: Person) -> bool:
    return role_of(user) is not None


def may_moderate(user: Person) -> bool:
    return role_of(user) in {User.Role.MODERATOR, User.Role.ADMIN}


def may_administer(user: Person) -> bool:
    return role_of(user) == User.Role.ADMIN


def may_freeze(user: Person, account: User, *, now: datetime) -> bool:
    """Freeze an account and unfreeze it again: admins any; moderators those of newcomers, staff's never."""
    if may_administer(user):
        return True
    return may_moderate(user) and not account.is_staff and account.standing(now) == Standing.NEWCOMER


def may_rule(user: Person, *, reaches_all: bool) -> bool:
    """Put a rule in force: moderators one for newcomers' uploads, admins one for everybody's."""
    return may_administer(user) if reaches_all else may_moderate(user)


def lacks_second_factor(user: Person) -> bool:
    """Whether a member of the staff has to set up a second factor before anything else."""
    return settings.STAFF_NEED_SECOND_FACTOR and getattr(user, "is_staff", False) and not is_mfa_enabled(user)


def reader_required(view: View) -> View:
    return _role_required(view, may_read_console)


def moderator_required(view: View) -> View:
    return _role_required(view, may_moderate)


def admin_required(view: View) -> View:
    return _role_required(view, may_administer)


def _role_required(view: View, may: Callable[[Person], bool]) -> View:
    """A stranger is asked to log in; somebody logged in who may not is told so."""

    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        role = role_of(request.user)
        if role is None:
            raise PermissionDenied("The moderation console is for staff.")
        if not may(request.user):
            raise PermissionDenied(f"This is not for your role, {role}; ask an admin.")
        return view(request, *args, **kwargs)

    return checked
