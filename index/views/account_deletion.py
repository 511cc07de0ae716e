"""`/manage/account/delete/`: what becomes of everything, told before the button."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.hooks import Refusal
from accounts.models import AccountDeletion
from accounts.refusals import with_retry_after
from accounts.requests import AuthenticatedRequest
from index import account_deletion, leaving
from index.account_forms import DeleteAccountForm
from index.deletion import DeletionRefused

SHOWN = 50  # projects by name; the rest are counted


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def delete_account(request: AuthenticatedRequest) -> HttpResponse:
    wish = AccountDeletion.objects.filter(user=request.user, done_at=None).first()
    if wish is not None:
        return TemplateResponse(request, "index/account_deletion_waits.html", {"wish": wish})
    alone = leaving.left_alone(request.user)
    form = DeleteAccountForm(request.POST or None, user=request.user, owns_alone=alone.exists())
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            account_deletion.ask(
                user=request.user, leaves_projects=form.cleaned_data["leaves_projects"], now=timezone.now()
            )
        except DeletionRefused as exc:
            refusal = exc.refusal
            form.add_error(None, refusal.message)
        else:
            return _asked(request)
    return _page(request, form, refusal)


@require_POST
@login_required
def stop_account_deletion(request: AuthenticatedRequest) -> HttpResponse:
    if account_deletion.stop(user=request.user, now=timezone.now()):
        messages.success(request, "Your account stays.")
    return redirect("manage_account")


def _asked(request: AuthenticatedRequest) -> HttpResponse:
    if settings.ACCOUNT_DELETION_DELAY_DAYS:
        return redirect("delete_account")
    request.session.flush()
    messages.success(request, "Your account is deleted.")
    return redirect("home")


def _page(
    request: AuthenticatedRequest, form: DeleteAccountForm, refusal: Refusal | None
) -> TemplateResponse:
    alone, shared = leaving.left_alone(request.user), leaving.shared(request.user)
    refusal = refusal or getattr(request, "refusal", None)  # of too many wrong passwords
    context = {
        "form": form,
        "alone": alone[:SHOWN],
        "alone_count": alone.count(),
        "shared": shared[:SHOWN],
        "shared_count": shared.count(),
        "delay_days": settings.ACCOUNT_DELETION_DELAY_DAYS,
        "history_days": settings.KEEP_SECURITY_HISTORY_DAYS,
    }
    status = refusal.status if refusal else 400 if form.errors else 200
    response = TemplateResponse(request, "index/delete_account.html", context, status=status)
    return with_retry_after(response, refusal)
