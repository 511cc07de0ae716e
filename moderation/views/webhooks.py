"""`/moderation/webhooks/`: who hears of what, and what of it arrived."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from moderation.models import Webhook, WebhookDelivery
from moderation.permissions import admin_required
from moderation.webhooks import delivery, events, signing, verbs
from moderation.webhooks.forms import WebhookForm

DELIVERIES_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def webhook_list(request: AuthenticatedRequest) -> HttpResponse:
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        hook = verbs.add(
            url=form.cleaned_data["url"],
            wanted=form.cleaned_data["events"],
            actor=request.user.username,
            now=timezone.now(),
        )
        messages.success(request, "The webhook hears from now on; its secret is on this page.")
        return redirect("webhook", hook.pk)
    failing = Count("deliveries", filter=Q(deliveries__delivered_at=None, deliveries__attempts__gt=0))
    hooks = Webhook.objects.annotate(failing=failing, last=Max("deliveries__delivered_at")).order_by("pk")
    status = 400 if form.errors else 200
    return TemplateResponse(
        request, "moderation/webhooks.html", {"form": form, "hooks": hooks}, status=status
    )


@require_safe
@admin_required
@reauthentication_required
@never_cache
def webhook(request: AuthenticatedRequest, pk: int) -> TemplateResponse:
    """Its secret, and its newest deliveries."""
    hook = get_object_or_404(Webhook, pk=pk)
    context = {
        "hook": hook,
        "secret": signing.secret_of(hook),
        "deliveries": hook.deliveries.order_by("-pk")[:DELIVERIES_SHOWN],
    }
    return TemplateResponse(request, "moderation/webhook.html", context)


@require_POST
@admin_required
def remove_webhook(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    hook = get_object_or_404(Webhook, pk=pk)
    verbs.remove(hook=hook, actor=request.user.username, now=timezone.now())
    messages.success(request, f"{hook.url} hears nothing any more.")
    return redirect("webhooks")


@require_POST
@admin_required
def pause_webhook(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    verbs.pause(hook=get_object_or_404(Webhook, pk=pk), actor=request.user.username, now=timezone.now())
    return redirect("webhook", pk)


@require_POST
@admin_required
def resume_webhook(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    verbs.resume(hook=get_object_or_404(Webhook, pk=pk), actor=request.user.username, now=timezone.now())
    return redirect("webhook", pk)


@require_POST
@admin_required
def renew_webhook_secret(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    verbs.renew_secret(
        hook=get_object_or_404(Webhook, pk=pk), actor=request.user.username, now=timezone.now()
    )
    messages.success(request, "Messages are signed with this new secret from now on.")
    return redirect("webhook", pk)


@require_POST
@admin_required
def test_webhook(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Send it a message that means nothing."""
    events.tell_one(get_object_or_404(Webhook, pk=pk), events.Event.TEST, {}, now=timezone.now())
    messages.success(request, "A test is on its way; look below whether it arrived.")
    return redirect("webhook", pk)


@require_POST
@admin_required
def send_delivery_again(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(WebhookDelivery, pk=pk)
    delivery.send_again(row, now=timezone.now())
    events.send_soon()
    return redirect("webhook", row.webhook_id)
