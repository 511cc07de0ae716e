"""The console's front page."""

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from moderation import front_page
from moderation.permissions import reader_required


@require_safe
@reader_required
def overview(request: HttpRequest) -> TemplateResponse:
    """What waits, for how long, what is switched on and at work, and whether all runs: one screen."""
    page = front_page.read(now=timezone.now())
    return TemplateResponse(request, "moderation/overview.html", {"page": page})
