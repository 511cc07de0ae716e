"""Who may do what in the console: one function a question, and the decorator that asks it."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


def may_moderate(user: AbstractBaseUser | AnonymousUser) -> bool:
    return bool(getattr(user, "is_staff", False) and user.is_active)


def moderator_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A stranger is asked to log in; somebody logged in who may not is told so."""

    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not may_moderate(request.user):
            raise PermissionDenied("The moderation console is for staff.")
        return view(request, *args, **kwargs)

    return checked
