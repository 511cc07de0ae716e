"""The switches: what each blocks, whether it is on, and one form to flip it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from moderation import flags
from moderation.effects import EFFECTS
from moderation.forms import FlagForm
from moderation.models import AuditEntry, Flag
from moderation.permissions import admin_required, reader_required


@require_safe
@reader_required
def flag_list(request: HttpRequest) -> TemplateResponse:
    history = AuditEntry.objects.filter(action__in=["flag on", "flag off"]).order_by("-at", "-id")[:20]
    return TemplateResponse(
        request, "moderation/flags.html", {"flags": flags.overview(timezone.now()), "history": history}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def turn_on(request: HttpRequest, flag_id: str) -> HttpResponse:
    return _flip(request, flag_id, enabled=True)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def turn_off(request: HttpRequest, flag_id: str) -> HttpResponse:
    return _flip(request, flag_id, enabled=False)


def _flip(request: HttpRequest, flag_id: str, *, enabled: bool) -> HttpResponse:
    if flag_id not in Flag.Id.values:
        raise Http404
    id_, now = Flag.Id(flag_id), timezone.now()
    form = FlagForm(request.POST or None, initial=_present(id_))
    if not enabled:
        del form.fields["notice"], form.fields["duration"]
    if not enabled or id_ != Flag.Id.HOLD_NEW_PROJECTS:
        del form.fields["reach"]
    if request.method == "POST" and form.is_valid():
        duration = form.cleaned_data.get("duration")
        flags.set_flag(
            id_=id_,
            enabled=enabled,
            actor=request.user.username,
            reason=form.cleaned_data["reason"],
            reach=form.cleaned_data.get("reach", ""),
            notice=form.cleaned_data.get("notice", ""),
            expires_at=now + duration if duration else None,
            now=now,
        )
        messages.success(request, f"“{id_.label}” is {'on' if enabled else 'off'}, from the next request on.")
        return redirect("moderation_flags")
    context = {"form": form, "flag": id_, "enabled": enabled, "effect": EFFECTS[id_]}
    status = 400 if form.is_bound else 200
    return TemplateResponse(request, "moderation/flag_form.html", context, status=status)


def _present(id_: Flag.Id) -> dict[str, str]:
    """What a flag that is on says now, to be changed without typing it anew."""
    flag = flags.first_on(id_)
    return {"notice": flag.notice, "reach": flag.reach} if flag else {}
