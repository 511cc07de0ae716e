"""Appeals as JSON."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from ninja.errors import HttpError

from moderation.api import security
from moderation.api.responses import ACTING, READING
from moderation.api.schemas import AnswerWanted, AppealTold, Page
from moderation.appealing import appeals
from moderation.appealing.appeals import AppealRefused
from moderation.models import Appeal

router = Router()
JUDGE = security.JudgeToken()


@router.get("", auth=security.ReadToken(), response={200: list[AppealTold]} | READING)
def list_appeals(request: HttpRequest, page: Query[Page]) -> list[dict[str, object]]:
    """Those that wait for an answer, the longest waiting first."""
    return [_told(appeal) for appeal in appeals.open_appeals()[page.offset : page.offset + page.limit]]


@router.post("{int:appeal_id}/answer/", auth=JUDGE, response={200: AppealTold} | ACTING)
def answer_appeal(request: HttpRequest, appeal_id: int, wanted: AnswerWanted) -> dict[str, object]:
    """Grant it, which gives back what was taken, or deny it; the appellant gets the text by mail."""
    appeal = _appeal(appeal_id)
    try:
        answered = appeals.answer(
            appeal=appeal,
            outcome=Appeal.Outcome(wanted.outcome),
            moderator=security.caller(request),
            text=wanted.text,
            now=timezone.now(),
        )
    except AppealRefused as exc:
        raise HttpError(409, str(exc)) from exc
    return _told(answered)


@router.post("{int:appeal_id}/undo/", auth=JUDGE, response={200: AppealTold} | ACTING)
def undo_appeal_answer(request: HttpRequest, appeal_id: int) -> dict[str, object]:
    """Put back what granting it changed, and let it wait for an answer again."""
    appeal = _appeal(appeal_id)
    try:
        undone = appeals.undo(appeal=appeal, moderator=security.caller(request), now=timezone.now())
    except AppealRefused as exc:
        raise HttpError(409, str(exc)) from exc
    if not undone:
        raise HttpError(409, "This appeal waits for an answer already; nothing was changed.")
    return _told(_appeal(appeal_id))


def _appeal(appeal_id: int) -> Appeal:
    rows = Appeal.objects.select_related("project", "account", "appellant")
    appeal = rows.filter(pk=appeal_id).first() if appeal_id < 2**63 else None
    if appeal is None:
        raise HttpError(404, "There is no appeal of this number; list those that wait.")
    return appeal


def _told(appeal: Appeal) -> dict[str, object]:
    return {
        "id": appeal.pk,
        "project": appeal.project.normalized_name if appeal.project else None,
        "account": appeal.account.username if appeal.account else None,
        "appellant": appeal.appellant.username,
        "text": appeal.text,
        "asked_at": appeal.asked_at,
        "outcome": appeal.outcome,
        "answer": appeal.answer,
        "answered_by": appeal.answered_by,
    }
