"""`/moderation/rules/`: rules against a wave, tried before they are put in force, and what they hit."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from moderation.acts import NotDone
from moderation.permissions import may_rule, moderator_required, reader_required
from moderation.rules import mistakes, outcomes, trials, verbs
from moderation.rules.forms import ProlongForm, RuleForm, like, prefilled
from moderation.rules.models import Outcome, Rule
from moderation.views.acts import Act, act_on

PAGE_SIZE, HITS_SHOWN = 20, 50
DIGITS = 18  # what the database holds as a number

PROLONG = Act("Prolong", "It ends so much later than now.", "Prolong", "is prolonged")
END = Act("Switch off", "It hits nothing any more. What it held stays held.", "Switch off", "is switched off")
RELEASE = Act(
    "Take back",
    "Whatever it held or unlisted, and nobody has judged, is released or listed as if the rule had never been. The "
    "rule is switched off. What the score alone would hold stays held.",
    "Take back all of it",
    "is being taken back",
    is_danger=True,
)


@require_safe
@reader_required
def rule_list(request: AuthenticatedRequest) -> TemplateResponse:
    """Those in force first, by their end; then the others, newest first."""
    now = timezone.now()
    in_force = list(Rule.objects.in_force(now).order_by("expires_at", "pk"))
    others = Rule.objects.exclude(pk__in=[rule.pk for rule in in_force]).order_by("-pk")
    page = Paginator(others, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = [*in_force, *page.object_list]
    records = outcomes.records_of([rule.pk for rule in shown])
    context = {
        "in_force": [(rule, records[rule.pk]) for rule in in_force],
        "others": [(rule, records[rule.pk]) for rule in page.object_list],
        "page_obj": page,
        "now": now,
    }
    return TemplateResponse(request, "moderation/rules/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def draft_rule(request: AuthenticatedRequest) -> HttpResponse:
    """Write one down and see what it would have hit. A link can prefill it: by conditions, or by `like` a rule."""
    if request.method != "POST":
        return _form_page(request, RuleForm(initial=_initial(request)))
    form = RuleForm(request.POST)
    if form.is_valid():
        try:
            rule = verbs.draft(actor=request.user, now=timezone.now(), **form.drafted)
        except NotDone as exc:
            form.add_error(None, str(exc))
        else:
            return redirect("rule", rule.pk)
    return _form_page(request, form, status=400)


@require_safe
@reader_required
def rule(request: AuthenticatedRequest, pk: int) -> TemplateResponse:
    """A draft with what it would have hit; later with what it hit."""
    row = get_object_or_404(Rule, pk=pk)
    now, only = timezone.now(), request.GET.get("only", "")
    if only not in Outcome.values:
        raise Http404
    context = {
        "rule": row,
        "is_in_force": row.is_in_force(now),
        "may_rule": may_rule(request.user, reaches_all=row.reaches_all),
        "only": only,
        "now": now,
    }
    context |= _trial(request, row, only) if row.is_draft else _hits(request, row, only)
    return TemplateResponse(request, "moderation/rules/rule.html", context)


@require_safe
@reader_required
def rule_progress(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The bar alone, which the page asks for each second; once all is done, the page comes anew."""
    row = get_object_or_404(Rule, pk=pk)
    response = TemplateResponse(request, "moderation/rules/progress.html", {"rule": row})
    if not row.is_at_work:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@moderator_required
def start_rule(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Rule, pk=pk)
    try:
        row = verbs.start(rule=row, actor=request.user, now=timezone.now())
    except NotDone as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"“{row.title}” is in force, from the next upload on.")
    return redirect("rule", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def prolong_rule(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Rule, pk=pk)
    return act_on(
        request,
        f"“{row.title}”",
        PROLONG,
        partial(verbs.prolong, rule=row),
        back=reverse("rule", args=[pk]),
        form_class=ProlongForm,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def end_rule(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Rule, pk=pk)
    back = reverse("rule", args=[pk])
    return act_on(request, f"“{row.title}”", END, partial(verbs.end, rule=row), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@moderator_required
def release_rule(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Rule, pk=pk)
    back = reverse("rule", args=[pk])
    return act_on(request, f"“{row.title}”", RELEASE, partial(verbs.release, rule=row), back=back)


def _initial(request: AuthenticatedRequest) -> dict[str, object]:
    pk = request.GET.get("like", "")
    if not pk:
        return dict(prefilled(request.GET))
    if not (pk.isascii() and pk.isdigit() and len(pk) <= DIGITS):
        raise Http404
    return like(get_object_or_404(Rule, pk=int(pk)))


def _form_page(request: AuthenticatedRequest, form: RuleForm, *, status: int = 200) -> TemplateResponse:
    return TemplateResponse(request, "moderation/rules/form.html", {"form": form}, status=status)


def _trial(request: AuthenticatedRequest, row: Rule, only: str) -> dict[str, object]:
    counts = trials.counts_of(row)
    hits = row.trial_hits_found.order_by("pk")
    return {
        "counts": [(value, label, counts[value]) for value, label in Outcome.choices if counts[value]],
        "page_obj": _page(request, hits, only),
        "honest": counts[Outcome.HONEST] + counts[Outcome.TRUSTED],
    }


def _hits(request: AuthenticatedRequest, row: Rule, only: str) -> dict[str, object]:
    record = outcomes.record_of(row)
    if row.asks:
        asked = row.asked.select_related("account").order_by("-pk")
        return {"page_obj": Paginator(asked, HITS_SHOWN).get_page(request.GET.get("page")), "record": record}
    counts = [(value, label, record.counts.get(value, 0)) for value, label in Outcome.choices]
    return {
        "record": record,
        "counts": [entry for entry in counts if entry[2]],
        "page_obj": _page(request, row.hits.order_by("-pk"), only),
        "waiting": row.hits.unsettled().count(),
        "fewest_wrong": mistakes.FEWEST_WRONG,
    }


def _page(request: AuthenticatedRequest, hits: QuerySet, only: str) -> Page:
    if "only" in request.GET:
        hits = hits.filter(outcome=only)
    hits = hits.select_related("release__project").defer(
        "release__description", "release__description_html", "release__metadata"
    )
    return Paginator(hits, HITS_SHOWN).get_page(request.GET.get("page"))
