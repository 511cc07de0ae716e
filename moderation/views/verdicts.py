"""Verdicts by a click or a key: on one card, on all that are ticked, and their undoing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from accounts.requests import AuthenticatedRequest
from moderation.judging import bulk, verdicts
from moderation.judging.bulk import TooMany
from moderation.judging.judgements import BY_SLUG
from moderation.judging.verdicts import VerdictRefused
from moderation.models import Case, Verdict
from moderation.permissions import moderator_required
from moderation.queue.filters import Chosen
from moderation.queue.reading import cards_of
from moderation.views.answers import wants_json

CHANGED = 409


@require_POST
@moderator_required
def judge(request: AuthenticatedRequest, pk: int, slug: str) -> HttpResponse:
    """One verdict. Refused, the card is shown anew with what is in the way."""
    case = get_object_or_404(Case.objects.select_related("project"), pk=pk)
    judgement = BY_SLUG[slug]
    seen = _moment(request.POST.get("seen", ""))
    if seen is None:
        return _refused(
            request, case, f"{case.project.name} is not judged: the form was cut off; look again."
        )
    try:
        verdicts.decide(
            case=case,
            decision=judgement.decision,
            parts=judgement.parts,
            moderator=request.user,
            now=timezone.now(),
            seen=seen,
        )
    except VerdictRefused as exc:
        return _refused(request, case, str(exc))
    return _done(request, f"{case.project.name} {judgement.done}.")


@require_POST
@moderator_required
def judge_ticked(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """One decision on all ticked cards; the answer says which were refused and why."""
    seen = {
        int(pk): moment for pk in _ticked(request) if (moment := _moment(request.POST.get(f"seen-{pk}", "")))
    }
    judgement = BY_SLUG[slug]
    try:
        answers = bulk.decide_all(seen=seen, judgement=judgement, moderator=request.user, now=timezone.now())
    except TooMany as exc:
        return _answer(request, str(exc), status=400)
    count = len(answers.verdicts)
    if not seen:
        said = "No card is ticked; tick some and judge them then."
    else:
        said = f"{count} of {len(seen)} judged {judgement.decision.label.lower()}."
    if wants_json(request):
        refused = [
            {"pk": pk, "said": why, "card": _rendered(request, [pk])} for pk, why in answers.refused.items()
        ]
        return JsonResponse({"said": said, "refused": refused})
    for why in answers.refused.values():
        messages.error(request, why)
    return _answer(request, said)


@require_POST
@moderator_required
def undo(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    verdict = get_object_or_404(Verdict.objects.select_related("project"), pk=pk)
    return _undone(request, [verdict])


@require_POST
@moderator_required
def undo_last(request: AuthenticatedRequest) -> HttpResponse:
    """Undo what this moderator did last, were it a hundred verdicts by one key."""
    return _undone(request, verdicts.last_act(request.user, now=timezone.now()))


def _undone(request: AuthenticatedRequest, found: list[Verdict]) -> HttpResponse:
    now = timezone.now()
    undone = [verdict for verdict in found if verdicts.undo(verdict=verdict, moderator=request.user, now=now)]
    said = _undoing_in_words(found, undone)
    if wants_json(request):
        pks = Case.objects.filter(project__in=[verdict.project_id for verdict in undone])
        cards = _rendered(request, list(pks.order_by("-harm", "id").values_list("pk", flat=True)))
        return JsonResponse({"said": said, "cards": cards})
    return _answer(request, said, is_good=bool(undone))


def _undoing_in_words(found: list[Verdict], undone: list[Verdict]) -> str:
    if not found:
        return "There is no verdict of yours of the last hour to undo."
    if not undone:
        return f"The verdict on {found[0].project.name} was undone before."
    if len(undone) == 1:
        return f"The verdict on {undone[0].project.name} is undone; it waits in the queue again."
    return f"{len(undone)} verdicts are undone; their projects wait in the queue again."


def _done(request: AuthenticatedRequest, said: str) -> HttpResponse:
    said += " The verdict is kept for training."
    return JsonResponse({"said": said}) if wants_json(request) else _answer(request, said)


def _refused(request: AuthenticatedRequest, case: Case, said: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"said": said, "card": _rendered(request, [case.pk])}, status=CHANGED)
    messages.error(request, said)
    return redirect("moderation_case", case.pk)


def _answer(
    request: AuthenticatedRequest, said: str, *, is_good: bool = True, status: int = 200
) -> HttpResponse:
    """Back to the queue as it was narrowed, with the sentence."""
    if wants_json(request):
        return JsonResponse({"said": said}, status=status)
    (messages.success if is_good and status == 200 else messages.error)(request, said)  # noqa: PLR2004
    query = _back(request).query()
    return redirect(reverse("moderation_queue") + (f"?{query}" if query else ""))


def _rendered(request: AuthenticatedRequest, pks: list[int]) -> str:
    """The cards of those that are open still."""
    now = timezone.now()
    context: dict[str, Any] = {
        "chosen": _back(request),
        "cards": cards_of(pks, moderator=request.user, now=now),
        "now": now,
    }
    return render_to_string("moderation/cards.html", context, request)


def _back(request: AuthenticatedRequest) -> Chosen:
    """What the moderator was looking at."""
    return Chosen.read(QueryDict(request.POST.get("back", "")))


def _ticked(request: AuthenticatedRequest) -> Iterable[str]:
    return [pk for pk in dict.fromkeys(request.POST.getlist("case")) if pk.isdecimal() and len(pk) < 19]  # noqa: PLR2004


def _moment(text: str) -> datetime | None:
    """When the card that the moderator looked at was last changed; None for what is no such time."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
