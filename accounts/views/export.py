"""`/account/export/`: all data of one's account as a file."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.leaving import data_export
from accounts.refusals import with_retry_after
from accounts.requests import AuthenticatedRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True)
@never_cache
def export(request: AuthenticatedRequest) -> HttpResponseBase:
    if request.method != "POST":
        return TemplateResponse(request, "accounts/export.html")
    now = timezone.now()
    if refusal := data_export.begin(user=request.user, now=now):
        page = TemplateResponse(request, "accounts/export.html", {"refusal": refusal}, status=refusal.status)
        return with_retry_after(page, refusal)
    response = StreamingHttpResponse(
        data_export.as_json(user=request.user, now=now), content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="{request.user.username}-{now:%Y-%m-%d}.json"'
    return response
