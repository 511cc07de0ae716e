"""Who may do what in the console: one function a question, and the decorator that asks it."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


def may_moderate(user: AbstractBaseUser | AnonymousUser) -> bool:
    return bool(getattr(user, "is_staff", False) and user.is_active)


def may_purge(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Remove and freeze by the hundred, and undo it."""
    return may_moderate(user) and bool(getattr(user, "is_superuser", False))


def purger_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the pages of purges, which moderators who are no admins have no business with."""

    @moderator_required
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not may_purge(request.user):
            raise PermissionDenied("Purges are for admins.")
        return view(request, *args, **kwargs)

    return checked


def moderator_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A stranger is asked to log in; somebody logged in who may not is told so."""

    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not may_moderate(request.user):
            raise PermissionDenied("The moderation console is for staff.")
        return view(request, *args, **kwargs)

    return checked
