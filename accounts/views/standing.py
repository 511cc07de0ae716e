"""`/manage/account/standing/`: what one's standing is, why, what it lets one do, and what would raise it."""

from django.contrib.auth.decorators import login_required
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import allowances, standing
from accounts.requests import AuthenticatedRequest


@require_safe
@login_required
def own_standing(request: AuthenticatedRequest) -> TemplateResponse:
    now = timezone.now()
    facts = request.user.facts(now)
    here = standing.standing_of(facts)
    context = {
        "standing": here,
        "reasons": standing.reasons(facts),
        "next_standing": standing.next_standing(facts),
        "steps": standing.steps(facts),
        "allowances": allowances.of(request.user.pk, here, now=now),
        "effects": allowances.effects(here),
    }
    return TemplateResponse(request, "accounts/standing.html", context)
