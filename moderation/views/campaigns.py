"""Campaigns: cards, their members, and what is decided of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import AuthenticatedRequest
from moderation.campaigns import acts, reading
from moderation.campaigns.act_models import CampaignAct
from moderation.campaigns.forms import SplitForm
from moderation.campaigns.models import Campaign
from moderation.campaigns.tasks import work_soon
from moderation.forms import ReasonForm
from moderation.permissions import admin_required, moderator_required, reader_required
from moderation.views.acts import Act, act_on
from moderation.views.purges import ids_of

PAGE_SIZE = 20
MEMBERS_SHOWN = 100
STATES = {
    "": Campaign.objects.cards,
    "settled": Campaign.objects.settled,
    "dismissed": Campaign.objects.dismissed,
}
HOLD = Act(
    "Hold all of",
    "No file of a ticked member is served until a person has decided, and what joins the campaign is held as it comes.",
    "Hold them",
    "is held; a task holds its members",
)
SPAM = Act(
    "Judge spam all of",
    "Each ticked member gets a verdict of its own and is removed. To the model all of them count as copies of one.",
    "Judge them spam",
    "is judged; a task goes through its members",
    is_danger=True,
)
NOT_SPAM = Act(
    "Judge not spam all of",
    "Each ticked member gets a verdict of its own, is released and listed. The campaign is held no longer.",
    "Judge them not spam",
    "is judged; a task goes through its members",
)
DISMISS = Act(
    "No campaign:",
    "The card goes, and what comes later of the same never raises it again. Nothing is done to the members.",
    "It is none",
    "is no campaign",
)
SETTLE = Act(
    "Put aside",
    "The card goes until a new member joins. Nothing is done to the members.",
    "Put it aside",
    "is put aside",
)
TAKE_UP = Act("Take up", "The card waits for a decision again.", "Take it up again", "waits again")
SPLIT = Act(
    "Split",
    "The accounts that have this trait become a campaign of their own, with all that is theirs here. The two are "
    "never merged again.",
    "Split it",
    "is split",
)
PURGE = Act(
    "Draft a purge of",
    "The ticked members and the accounts that own them are put into a purge draft. It removes nothing before it is "
    "confirmed.",
    "Draft the purge",
    "is put aside; here is the draft",
    is_danger=True,
)
UNDO = Act("Undo", "Every member gets back what it had.", "Undo it", "is being undone")


@require_safe
@reader_required
def campaign_list(request: AuthenticatedRequest) -> TemplateResponse:
    state = request.GET.get("state", "")
    rows = STATES.get(state, STATES[""])()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "cards": reading.cards_of(list(page)), "state": state}
    return TemplateResponse(request, "moderation/campaigns/list.html", context)


@require_safe
@reader_required
def campaign(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Campaign, pk=pk)
    if row.merged_into_id:
        return redirect("campaign", row.merged_into_id)
    (card,) = reading.cards_of([row])
    only = request.GET.get("only", "")
    typical, least = reading.examples(card)
    context = {
        "card": card,
        "campaign": row,
        "typical": typical,
        "least": least,
        "apart": reading.members_of(row, "apart")[: reading.EXAMPLES],
        "ticked": row.members.filter(ticked=True).count(),
        "acts": reading.acts_of(row),
        "only": only,
        "page_obj": Paginator(reading.members_of(row, only), MEMBERS_SHOWN).get_page(request.GET.get("page")),
    }
    return TemplateResponse(request, "moderation/campaigns/campaign.html", context)


@require_safe
@reader_required
def campaign_progress(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """How far an act is, which the page asks for each second; once all is done, the page comes anew."""
    act = get_object_or_404(CampaignAct.objects.select_related("actor", "undone_by"), pk=pk)
    context = {"progress": reading.progress_of(act)}
    response = TemplateResponse(request, "moderation/campaigns/progress.html", context)
    if not act.is_at_work:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@moderator_required
def tick_campaign(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Of the page's members those that are ticked, and no others."""
    row = get_object_or_404(Campaign, pk=pk)
    shown, ticked = ids_of(request, "shown"), ids_of(request, "ticked")
    acts.tick(campaign=row, shown=shown, ticked=ticked, actor=request.user, now=timezone.now())
    query = urlencode({key: request.GET[key] for key in ("only", "page") if key in request.GET})
    return redirect(f"{reverse('campaign', args=[pk])}?{query}#members")


@dataclass(slots=True)
class _Outcome:
    """Where an act leads to, once it is done."""

    address: str


def _act(
    request: AuthenticatedRequest, pk: int, act: Act, verb: Callable[..., Any], **more: Any
) -> HttpResponse:
    row = get_object_or_404(Campaign, pk=pk)
    back = reverse("campaign", args=[pk])
    return act_on(request, f"campaign {pk}", act, partial(verb, campaign=row), back=back, **more)


def _begin(verb: CampaignAct.Verb, *, campaign: Campaign, actor: User, **values: Any) -> None:
    work_soon(acts.begin(campaign=campaign, verb=verb, actor=actor, **values))


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def hold_campaign(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, HOLD, partial(_begin, CampaignAct.Verb.HOLD))


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def judge_campaign_spam(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, SPAM, partial(_begin, CampaignAct.Verb.SPAM))


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def judge_campaign_not_spam(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, NOT_SPAM, partial(_begin, CampaignAct.Verb.NOT_SPAM))


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def dismiss_campaign(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, DISMISS, acts.dismiss)


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def settle_campaign(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, SETTLE, acts.settle)


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def take_up_campaign(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, TAKE_UP, acts.take_up)


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def split_campaign(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    def split(*, key: int, **values: Any) -> None:
        acts.split(key_id=key, **values)

    return _act(request, pk, SPLIT, split, form_class=SplitForm, initial={"key": request.GET.get("key")})


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def purge_campaign(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Leads to the draft, where it is looked through and confirmed."""
    outcome = _Outcome(reverse("campaign", args=[pk]))

    def draft(**values: Any) -> None:
        outcome.address = reverse("purge", args=[acts.draft_purge(**values).pk])

    answer = _act(request, pk, PURGE, draft)
    return redirect(outcome.address) if answer.status_code == 302 else answer  # noqa: PLR2004


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def undo_campaign_act(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(CampaignAct.objects.select_related("campaign"), pk=pk)

    def undo(**values: Any) -> None:
        acts.undo(act=row, **values)
        work_soon(row)

    name = f"“{row.get_verb_display()}” of {row.campaign}"
    back = reverse("campaign", args=[row.campaign_id])
    return act_on(request, name, UNDO, undo, back=back, form_class=ReasonForm)
