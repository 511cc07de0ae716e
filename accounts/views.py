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
    """The library's page; closed, an attempt is answered as every other refusal is, a look is answered well."""
    response = allauth.signup(request)
    refusal = getattr(request, "signup_refusal", None)
    if refusal and request.method == "POST":
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
