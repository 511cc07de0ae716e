"""`/moderation/tokens/`: one's own tokens for the JSON API."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import AuthenticatedRequest
from moderation.api import staff_tokens
from moderation.api.token_forms import StaffTokenForm
from moderation.models import StaffToken
from moderation.permissions import reader_required


@require_http_methods(["GET", "HEAD", "POST"])
@reader_required
@reauthentication_required
@never_cache
@sensitive_variables("text")
def token_list(request: AuthenticatedRequest) -> HttpResponse:
    """The list of tokens and the form for a new one, whose text the answer shows once and never again."""
    now = timezone.now()
    form = StaffTokenForm(request.POST or None, user=request.user)
    text = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        _, text = staff_tokens.issue(
            user=request.user,
            description=values["description"],
            scopes=values["scopes"],
            expires_at=now + values["lifetime"],
            now=now,
        )
        form = StaffTokenForm(user=request.user)
    own = StaffToken.objects.usable(now).filter(user=request.user).order_by("-created_at", "-id")
    status = 400 if form.errors else 200
    context = {"form": form, "text": text, "tokens": own}
    return TemplateResponse(request, "moderation/staff_tokens.html", context, status=status)


@require_POST
@reader_required
def revoke_staff_token(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    # Through the user: a colleague's token is not found.
    token = get_object_or_404(StaffToken, pk=pk, user=request.user)
    staff_tokens.revoke(token=token, actor=request.user, now=timezone.now())
    messages.success(request, f"The token “{token.description}” is revoked; it works nowhere any more.")
    return redirect("staff_tokens")
