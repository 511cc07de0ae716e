"""The pages of accounts that are our own."""

from allauth.account import views as allauth
from allauth.account.models import EmailAddress
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.refusals import with_retry_after
from accounts.requests import AuthenticatedRequest


def signup(request: HttpRequest) -> HttpResponseBase:
    """The library's page; closed, it answers as every other refusal does."""
    response = allauth.signup(request)
    if refusal := getattr(request, "signup_refusal", None):
        response.status_code = refusal.status
    return with_retry_after(response, refusal)


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
