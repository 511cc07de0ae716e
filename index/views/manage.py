"""Signed-in work: one's projects and the tokens that upload to them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import api_tokens
from accounts.models import ApiToken
from accounts.requests import AuthenticatedRequest
from index import owner_notices, token_scopes
from index.distributions import names
from index.forms import ApiTokenForm
from index.models import Invitation, Project, Release, Role
from index.removals import not_deleted

PAGE_SIZE = 50


@require_safe
@login_required
def projects(request: AuthenticatedRequest) -> TemplateResponse:
    """What one owns or maintains, and what its state means for those who install it.

    What moderation removed is there too, with the way to a review; what owners deleted is not.
    """
    mine = Role.objects.filter(project=OuterRef("pk"), user=request.user)
    releases = Release.objects.filter(project=OuterRef("pk"), removed_at=None).order_by("-created_at", "-id")
    rows = not_deleted(Project.objects.owned_by(request.user)).order_by("normalized_name")
    rows = rows.annotate(
        role=Subquery(mine.values("kind")[:1]),
        summary=Subquery(releases.values("summary")[:1]),
        version=Subquery(releases.values("version")[:1]),
        has_held=Exists(releases.exclude(held_at=None)),
        has_offered=Exists(releases.filter(held_at=None)),
    )
    context = {
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "owner_notices": owner_notices.for_owner(request.user),
        "invitations": Invitation.objects.pending(timezone.now()).filter(user=request.user).count(),
    }
    return TemplateResponse(request, "index/manage_projects.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@sensitive_variables("text")
def tokens(request: AuthenticatedRequest) -> HttpResponse:
    """The list of tokens and the form for a new one, whose text the answer shows once and never again."""
    form = ApiTokenForm(request.POST or None, user=request.user, initial=_asked_scope(request))
    text = None
    if request.method == "POST" and form.is_valid():
        _, text = token_scopes.issue(
            user=request.user,
            description=form.cleaned_data["description"],
            project=form.cleaned_data["scope"],
            now=timezone.now(),
        )
        form = ApiTokenForm(user=request.user)
    own = ApiToken.objects.filter(user=request.user, revoked_at=None).select_related("scope__project")
    return TemplateResponse(
        request,
        "index/manage_tokens.html",
        {"form": form, "text": text, "tokens": own.order_by("-created_at", "-id")},
    )


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
