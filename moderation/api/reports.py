"""Reports, and what is decided about accounts that were reported, as JSON."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from ninja.errors import HttpError

from moderation.api import security
from moderation.api.responses import ACTING, READING
from moderation.api.schemas import AccountJudged, AccountVerdictWanted, ReportQuery, ReportTold
from moderation.models import AccountCase, AccountVerdict, Report
from moderation.queue import account_cases
from moderation.queue.account_cases import AccountVerdictRefused

router = Router()
accounts_router = Router()


@router.get("", auth=security.ReadToken(), response={200: list[ReportTold]} | READING)
def list_reports(request: HttpRequest, wanted: Query[ReportQuery]) -> list[dict[str, object]]:
    """Newest first; `before` is the id of the last of the page before."""
    rows = Report.objects.select_related("project", "account", "reporter").order_by("-pk")
    if wanted.only_open:
        rows = rows.filter(settled_at=None)
    if wanted.before:
        rows = rows.filter(pk__lt=wanted.before)
    return [_told(report) for report in rows[: wanted.limit]]


@accounts_router.post(
    "{username}/verdict/", auth=security.JudgeToken(), response={200: AccountJudged} | ACTING
)
def judge_account(request: HttpRequest, username: str, wanted: AccountVerdictWanted) -> dict[str, object]:
    """Settle the open reports about an account: freeze it, or dismiss them."""
    case = AccountCase.objects.filter(account__username__iexact=username.replace("\0", "")).first()
    if case is None:
        raise HttpError(404, "Nobody has reported an account of this name.")
    try:
        verdict = account_cases.decide(
            case=case,
            decision=AccountVerdict.Decision(wanted.decision),
            moderator=security.caller(request),
            reason=wanted.reason,
            now=timezone.now(),
        )
    except AccountVerdictRefused as exc:
        raise HttpError(409, str(exc)) from exc
    return {
        "account": verdict.account.username,
        "decision": verdict.decision,
        "froze": verdict.froze,
        "decided_at": verdict.decided_at,
    }


def _told(report: Report) -> dict[str, object]:
    return {
        "id": report.pk,
        "project": report.project.normalized_name if report.project else None,
        "account": report.account.username if report.account else None,
        "reporter": report.reporter.username,
        "category": report.category,
        "text": report.text,
        "link": report.link,
        "reported_at": report.reported_at,
        "outcome": report.outcome,
        "settled_at": report.settled_at,
    }
