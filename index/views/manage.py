"""Signed-in work: one's projects."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Subquery
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedRequest
from index import owner_notices
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
