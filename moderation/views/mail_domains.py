"""`/moderation/mail-domains/`: domains whose addresses make no account."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from moderation.acts import NotDone, mail_domains
from moderation.acts.mail_domains import Reach
from moderation.forms import BanDomainForm, SearchForm
from moderation.models import BannedMailDomain
from moderation.permissions import admin_required, reader_required
from moderation.views.acts import Act, act_on

PAGE_SIZE = 50
ALLOW = Act("Allow", "Accounts with addresses at it can be made again.", "Allow", "is allowed again")


@require_safe
@reader_required
def domain_list(request: AuthenticatedRequest) -> TemplateResponse:
    return _list(request, BanDomainForm())


@require_POST
@admin_required
def ban(request: AuthenticatedRequest) -> HttpResponse:
    """Ban a domain that nobody here has at once; one that somebody has once that was seen, as it is now."""
    form = BanDomainForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=400)
    try:
        domain = mail_domains.normalize(form.cleaned_data["domain"])
        reach = mail_domains.reach_of(domain)
        if reach.accounts and form.cleaned_data["seen"] != _shown(domain, reach):
            mail_domains.refuse_wrong(domain, reach)
            return _preview(request, form, domain, reach)
        reason = form.cleaned_data["reason"]
        mail_domains.ban(domain=domain, actor=request.user, reason=reason, now=timezone.now())
    except NotDone as exc:
        form.add_error("domain", str(exc))
        return _list(request, form, status=400)
    messages.success(request, f"{domain} is banned for new accounts and addresses. {_stay(reach)}")
    return redirect("moderation_mail_domains")


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def allow(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(BannedMailDomain, pk=pk)
    return act_on(
        request,
        row.domain,
        ALLOW,
        partial(mail_domains.allow, banned=row),
        back=reverse("moderation_mail_domains"),
    )


def _list(request: AuthenticatedRequest, form: BanDomainForm, *, status: int = 200) -> TemplateResponse:
    search = SearchForm(request.GET)
    page = Paginator(_found(search), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "search": search, "page_obj": page, "most": mail_domains.MOST_HONEST_ACCOUNTS}
    return TemplateResponse(
        request, "moderation/mail_domains.html", context, status=status if search.is_valid() else 400
    )


def _found(search: SearchForm) -> QuerySet[BannedMailDomain]:
    rows = BannedMailDomain.objects.order_by("-banned_at", "-id")
    if not search.is_valid():
        return rows.none()
    text = search.cleaned_data["q"].lower().removeprefix("@")
    return rows.filter(domain__contains=text) if text else rows


def _preview(
    request: AuthenticatedRequest, form: BanDomainForm, domain: str, reach: Reach
) -> TemplateResponse:
    """Who has an address there now, and one button; nothing is saved yet."""
    again = BanDomainForm(initial=form.cleaned_data | {"seen": _shown(domain, reach)})
    context = {"form": again, "domain": domain, "reach": reach}
    return TemplateResponse(request, "moderation/mail_domain_preview.html", context)


def _shown(domain: str, reach: Reach) -> str:
    """What somebody has seen who may now say yes; another domain, or another count, is another thing."""
    return f"{reach.accounts}, {reach.honest} for {domain}"


def _stay(reach: Reach) -> str:
    if not reach.accounts:
        return "No account has an address there."
    accounts = f"{reach.accounts} account{'s have' if reach.accounts > 1 else ' has'} an address there"
    return f"{accounts}, {reach.honest} of them honest; they stay as they are."
