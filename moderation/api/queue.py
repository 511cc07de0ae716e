"""The queue of projects, and verdicts, as JSON."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from ninja.errors import HttpError

from index.models import Role
from moderation.api import security
from moderation.api.responses import ACTING, FINDING, READING
from moderation.api.schemas import CaseQuery, Cases, CaseTold, VerdictGiven, VerdictWanted
from moderation.judging import verdicts
from moderation.judging.consequences import Part
from moderation.judging.verdicts import VerdictRefused
from moderation.models import Case, Verdict
from moderation.queue.cases import open_cases

cases_router = Router()
verdicts_router = Router()
JUDGE = security.JudgeToken()


@cases_router.get("", auth=security.ReadToken(), response={200: Cases} | READING)
def list_cases(request: HttpRequest, wanted: Query[CaseQuery]) -> dict[str, object]:
    """What waits for a person, most harm first. What was drawn by lot is left out: it is judged without its score."""
    rows = _read(open_cases().filter(is_sample=False))
    if last := Case.objects.filter(pk=wanted.after).first() if wanted.after else None:
        rows = rows.filter(Q(harm__lt=last.harm) | Q(harm=last.harm, pk__gt=last.pk))
    found = list(rows[: wanted.limit + 1])
    more = len(found) > wanted.limit
    return {
        "cases": [_told(case) for case in found[: wanted.limit]],
        "next": found[wanted.limit - 1].pk if more else None,
    }


@cases_router.get("{int:case_id}/", auth=security.ReadToken(), response={200: CaseTold} | FINDING)
def get_case(request: HttpRequest, case_id: int) -> dict[str, object]:
    return _told(_case(case_id))


@cases_router.post("{int:case_id}/verdict/", auth=JUDGE, response={200: VerdictGiven} | ACTING)
def judge_case(request: HttpRequest, case_id: int, wanted: VerdictWanted) -> Verdict:
    """Label what was judged and do what follows, as one act that can be undone."""
    try:
        return verdicts.decide(
            case=_case(case_id),
            decision=Verdict.Decision(wanted.decision),
            moderator=security.caller(request),
            parts=None if wanted.parts is None else [Part(part) for part in wanted.parts],
            seen=wanted.seen,
            now=timezone.now(),
        )
    except VerdictRefused as exc:
        raise HttpError(409, str(exc)) from exc


@verdicts_router.post("{int:verdict_id}/undo/", auth=JUDGE, response={200: VerdictGiven} | ACTING)
def undo_verdict(request: HttpRequest, verdict_id: int) -> Verdict:
    """Put back all that the verdict changed, and open the case again."""
    verdict = Verdict.objects.filter(pk=verdict_id).first() if verdict_id < 2**63 else None
    if verdict is None:
        raise HttpError(404, "There is no verdict of this number; the answer to a verdict has it.")
    if not verdicts.undo(verdict=verdict, moderator=security.caller(request), now=timezone.now()):
        raise HttpError(409, "This verdict is undone already; nothing was changed.")
    return Verdict.objects.select_related("project").get(pk=verdict_id)


def _read(cases: QuerySet[Case]) -> QuerySet[Case]:
    owners = Role.objects.filter(kind=Role.Kind.OWNER).select_related("user").order_by("pk")
    return cases.select_related("project", "score__release").prefetch_related(
        Prefetch("project__roles", owners, to_attr="owner_roles")
    )


def _case(case_id: int) -> Case:
    case = _read(Case.objects.filter(pk=case_id)).first() if case_id < 2**63 else None
    if case is None:
        raise HttpError(404, "There is no case of this number; list them with GET /moderation/api/cases/.")
    return case


def _told(case: Case) -> dict[str, object]:
    """What waits; the score of what was drawn by lot is nobody's to see before the verdict."""
    score = None if case.is_sample else case.score
    roles: list[Any] = case.project.owner_roles  # type: ignore[attr-defined]
    return {
        "id": case.pk,
        "project": case.project.normalized_name,
        "owners": [role.user.username for role in roles],
        "version": score.release.version if score else None,
        "summary": score.release.summary if score else None,
        "spam_probability": score.spam_probability if score else None,
        "reasons": score.reasons if score else [],
        "open_reports": case.open_reports,
        "review_reason": case.review_reason,
        "appealed_at": case.appealed_at,
        "opened_at": case.opened_at,
        "changed_at": case.changed_at.isoformat(),
        "settled_at": case.settled_at,
    }
