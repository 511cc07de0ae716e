"""`/manage/account/token/`: one's API tokens."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.api_tokens import api_tokens
from accounts.models import ApiToken
from accounts.requests import AuthenticatedRequest
from index import token_scopes
from index.distributions import names
from index.models import Project
from index.token_form import ApiTokenForm

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True)
@never_cache
@sensitive_variables("text")
def tokens(request: AuthenticatedRequest) -> HttpResponse:
    """The list of tokens and the form for a new one, whose text the answer shows once and never again."""
    now = timezone.now()
    form = ApiTokenForm(request.POST or None, user=request.user, initial=_asked_scope(request))
    text = None
    if request.method == "POST" and form.is_valid():
        _, text = token_scopes.issue(
            user=request.user,
            description=form.cleaned_data["description"],
            project=form.cleaned_data["scope"],
            expires_at=form.cleaned_data["expires_at"],
            now=now,
        )
        form = ApiTokenForm(user=request.user)
    own = ApiToken.objects.filter(user=request.user, revoked_at=None).select_related("scope__project")
    page = Paginator(own.order_by("-created_at", "-id"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "text": text,
        "page_obj": page,
        "keep_addresses_days": settings.KEEP_ADDRESSES_DAYS,
        "tokens": [(token, token.is_expired(now)) for token in page],
    }
    return TemplateResponse(request, "index/manage_tokens.html", context)


@require_POST
@login_required
def revoke_token(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(
        ApiToken, pk=pk, user=request.user
    )  # through the user: a stranger's token is not found
    api_tokens.revoke(token=token, now=timezone.now())
    messages.success(request, f"The token “{token.description}” is revoked; it works nowhere any more.")
    return redirect("manage_tokens")


def _asked_scope(request: AuthenticatedRequest) -> dict[str, object]:
    """`?project=` preselects what the token is for; the settings of a project link here."""
    name = names.normalize(request.GET.get("project", "").replace("\0", ""))
    return {"scope": Project.objects.known().owned_by(request.user).filter(normalized_name=name).first()}
