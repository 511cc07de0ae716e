"""`/moderation/users/`: find an account, see all that is known of it, act on it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import AuthenticatedRequest
from accounts.standing import Standing
from moderation.acts import roles, users, users_reading
from moderation.forms import GrantForm, ReasonForm, RoleForm, UserSearchForm
from moderation.permissions import admin_required, reader_required
from moderation.views.acts import Act, act_on

PAGE_SIZE = 50


FREEZE = Act(
    "Freeze",
    "All its sessions end and its tokens and trusted publishers are refused with the next request. Its projects stay "
    "as they are. Unfreezing puts all back but the sessions.",
    "Freeze",
    "is frozen",
    is_danger=True,
)
UNFREEZE = Act("Unfreeze", "It can log in again, and its tokens work again.", "Unfreeze", "is unfrozen")
NOTE = Act(
    "Note about",
    "The staff sees it on the page of the account. It cannot be changed later.",
    "Keep",
    "has a note",
)
GRANT = Act(
    "Grant a standing to",
    "It holds whatever the facts earn, until it is withheld or left to the facts.",
    "Grant",
    "has a standing granted",
)
WITHHOLD = Act(
    "Withhold the standing of",
    "The account is a newcomer, whatever the facts earn.",
    "Withhold",
    "is a newcomer",
)
LEAVE = Act(
    "Leave to the facts the standing of",
    "Nothing is granted or withheld any more.",
    "Leave",
    "has the standing that it earns",
)
ROLE = Act(
    "Change the role of",
    "It holds with the account's next request, in every session that it has. Auditors read the console, moderators "
    "also judge, admins do everything. What is taken away here an admin can give back.",
    "Change the role",
    "has the new role",
    is_danger=True,
)


@require_safe
@reader_required
def user_list(request: AuthenticatedRequest) -> TemplateResponse:
    form = UserSearchForm(request.GET)
    rows = users_reading.found(form.cleaned_data["q"]) if form.is_valid() else User.objects.none()
    context = {"form": form, "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))}
    status = 200 if form.is_valid() else 400
    return TemplateResponse(request, "moderation/users.html", context, status=status)


@require_safe
@reader_required
def user_page(request: AuthenticatedRequest, username: str) -> TemplateResponse:
    user = _user(username)
    context = {"account": user, "role": roles.given_role(user)} | users_reading.known_of(
        user, now=timezone.now()
    )
    return TemplateResponse(request, "moderation/user.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def freeze(request: AuthenticatedRequest, username: str) -> HttpResponse:
    return _act(request, username, FREEZE, users.freeze)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def unfreeze(request: AuthenticatedRequest, username: str) -> HttpResponse:
    return _act(request, username, UNFREEZE, users.unfreeze)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def note(request: AuthenticatedRequest, username: str) -> HttpResponse:
    return _act(request, username, NOTE, users.note)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def grant_standing(request: AuthenticatedRequest, username: str) -> HttpResponse:
    return _act(request, username, GRANT, _set_standing, form_class=GrantForm)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def withhold_standing(request: AuthenticatedRequest, username: str) -> HttpResponse:
    return _act(request, username, WITHHOLD, _set_standing, standing=Standing.NEWCOMER)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def leave_standing(request: AuthenticatedRequest, username: str) -> HttpResponse:
    return _act(request, username, LEAVE, _set_standing, standing=None)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def set_role(request: AuthenticatedRequest, username: str) -> HttpResponse:
    user = _user(username)
    return _act(
        request, username, ROLE, _set_role, form_class=RoleForm, initial={"role": roles.given_role(user)}
    )


def _set_role(*, user: User, role: str, actor: User, reason: str, now: datetime) -> None:
    roles.set_role(user=user, role=role, actor=actor.username, reason=reason, now=now)


def _set_standing(*, user: User, standing: str | None, actor: User, reason: str, now: datetime) -> None:
    granted = Standing(standing) if standing else None
    users.set_standing(user=user, standing=granted, actor=actor, reason=reason, now=now)


def _act(
    request: AuthenticatedRequest,
    username: str,
    act: Act,
    verb: Callable[..., None],
    *,
    form_class: type[ReasonForm] = ReasonForm,
    initial: dict[str, object] | None = None,
    **given: object,
) -> HttpResponse:
    user = _user(username)
    return act_on(
        request,
        user.username,
        act,
        partial(verb, user=user, **given),
        back=reverse("moderation_user", args=[user.username]),
        form_class=form_class,
        initial=initial,
    )


def _user(username: str) -> User:
    return get_object_or_404(User, username__iexact=username.replace("\0", ""))
