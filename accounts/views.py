"""The pages of accounts that are our own."""

from allauth.account.models import EmailAddress
from django.contrib.auth.decorators import login_required
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedRequest


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
