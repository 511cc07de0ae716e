"""The pages of accounts that are our own."""

from collections.abc import Callable
from functools import wraps

from allauth.account import views as allauth
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.logging_in import sessions
from accounts.refusals import with_retry_after
from accounts.requests import AuthenticatedRequest

View = Callable[..., HttpResponseBase]


def telling_refusals(view: View) -> View:
    """The library's page; what was refused has the status of the refusal, a look at the page is answered well."""

    @wraps(view)
    def respond(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        refusal = getattr(request, "refusal", None)
        if refusal and request.method == "POST":
            response.status_code = refusal.status
        return with_retry_after(response, refusal)

    return respond


signup = telling_refusals(allauth.signup)
login = telling_refusals(allauth.login)
reauthenticate = telling_refusals(allauth.reauthenticate)


@require_safe
@login_required
def account(request: AuthenticatedRequest) -> TemplateResponse:
    """What an account is: its addresses, its standing, and where to change the rest."""
    addresses = EmailAddress.objects.filter(user=request.user).order_by("-primary", "email")
    return TemplateResponse(
        request,
        "accounts/account.html",
        {"addresses": addresses, "standing": request.user.standing(timezone.now())},
    )


@require_safe
@login_required
def list_sessions(request: AuthenticatedRequest) -> TemplateResponse:
    """The browsers that are logged in, each with a way to end it."""
    return TemplateResponse(
        request, "accounts/sessions.html", {"sessions": sessions.sessions_of(request.user)}
    )


@require_POST
@login_required
def end_session(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    is_this_one = session.session_key == request.session.session_key
    sessions.end(session)
    if is_this_one:
        request.session.flush()
        return redirect("account_login")
    messages.success(request, "That browser is logged out.")
    return redirect("account_sessions")


@require_POST
@login_required
def end_other_sessions(request: AuthenticatedRequest) -> HttpResponse:
    count = sessions.end_others(user=request.user, session_key=request.session.session_key or "")
    messages.success(request, f"{count} other browser{' is' if count == 1 else 's are'} logged out.")
    return redirect("account_sessions")
