"""`/account/security-history/`: what happened to one's account, newest first."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.history import event_words
from accounts.history.event_models import AccountEvent
from accounts.requests import AuthenticatedRequest

PAGE_SIZE = 50
MAX_DIGITS = 18  # a number that every database can compare
CHOICES = [
    ("", "Everything"),
    *((group, [(kind.value, kind.label) for kind in kinds]) for group, kinds in event_words.GROUPS.items()),
]


class KindForm(forms.Form):
    kind = forms.ChoiceField(choices=CHOICES, required=False, label="Show")


@require_safe
@login_required
@never_cache
def security_history(request: AuthenticatedRequest) -> TemplateResponse:
    """A page of the events, from the one before `before`, all or those of one `kind`."""
    form = KindForm({"kind": request.GET.get("kind", "")})
    if not form.is_valid():
        raise Http404
    kind = form.cleaned_data["kind"]
    events = AccountEvent.objects.filter(user=request.user).order_by("-id")
    if kind:
        events = events.filter(kind=kind)
    if before := request.GET.get("before", ""):
        if not (before.isascii() and before.isdecimal() and len(before) <= MAX_DIGITS):
            raise Http404
        events = events.filter(pk__lt=int(before))
    page = list(events[: PAGE_SIZE + 1])
    context = {
        "form": form,
        "kind": kind,
        "before": before,
        "events": page[:PAGE_SIZE],
        "older_than": page[PAGE_SIZE - 1].pk if len(page) > PAGE_SIZE else None,
    }
    return TemplateResponse(request, "accounts/security_history.html", context)
