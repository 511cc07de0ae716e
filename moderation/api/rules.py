"""Rules as JSON."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status
from ninja.errors import HttpError

from moderation.acts import NotDone
from moderation.api import security
from moderation.api.responses import ACTING, FINDING, READING
from moderation.api.rule_schemas import Prolonging, RuleTold, RuleWanted
from moderation.api.schemas import Page, Reason
from moderation.models import Rule
from moderation.rules import outcomes, verbs
from moderation.rules.conditions import NotACondition, normalized

router = Router()
ACT = security.RulesToken()


@router.get("", auth=security.ReadToken(), response={200: list[RuleTold]} | READING)
def list_rules(request: HttpRequest, page: Query[Page]) -> list[dict[str, object]]:
    """The newest first, drafts and those that ended included."""
    return _told(list(Rule.objects.order_by("-pk")[page.offset : page.offset + page.limit]))


@router.post("", auth=ACT, response={201: RuleTold} | ACTING)
def draft_rule(request: HttpRequest, wanted: RuleWanted) -> Status[dict[str, object]]:
    """Write one down and try it on the past; it hits nothing before it is started."""
    try:
        alternatives = [
            {str(kind): normalized(kind, values) for kind, values in alternative.items()}
            for alternative in wanted.alternatives
        ]
    except NotACondition as exc:
        raise HttpError(422, f"alternatives: {exc}") from exc
    try:
        rule = verbs.draft(
            title=wanted.title,
            alternatives=[
                alternative
                for group in alternatives
                if (alternative := {kind: values for kind, values in group.items() if values})
            ],
            effect=Rule.Effect(wanted.effect),
            reach=Rule.Reach(wanted.reach),
            lasts=timedelta(hours=wanted.hours),
            reason=wanted.reason,
            actor=security.caller(request),
            now=timezone.now(),
        )
    except NotDone as exc:
        raise HttpError(409, str(exc)) from exc
    return Status(201, _told([rule])[0])


@router.get("{int:rule_id}/", auth=security.ReadToken(), response={200: RuleTold} | FINDING)
def read_rule(request: HttpRequest, rule_id: int) -> dict[str, object]:
    return _told([_rule(rule_id)])[0]


@router.post("{int:rule_id}/start/", auth=ACT, response={200: RuleTold} | ACTING)
def start_rule(request: HttpRequest, rule_id: int) -> dict[str, object]:
    """Put a draft in force, from the next request on, in every process."""
    try:
        rule = verbs.start(rule=_rule(rule_id), actor=security.caller(request), now=timezone.now())
    except NotDone as exc:
        raise HttpError(409, str(exc)) from exc
    return _told([rule])[0]


@router.post("{int:rule_id}/prolong/", auth=ACT, response={200: RuleTold} | ACTING)
def prolong_rule(request: HttpRequest, rule_id: int, wanted: Prolonging) -> dict[str, object]:
    """Let it end so many hours from now."""
    try:
        rule = verbs.prolong(
            rule=_rule(rule_id),
            lasts=timedelta(hours=wanted.hours),
            actor=security.caller(request),
            reason=wanted.reason,
            now=timezone.now(),
        )
    except NotDone as exc:
        raise HttpError(409, str(exc)) from exc
    return _told([rule])[0]


@router.post("{int:rule_id}/end/", auth=ACT, response={200: RuleTold} | ACTING)
def end_rule(request: HttpRequest, rule_id: int, body: Reason) -> dict[str, object]:
    """Switch it off; what it held stays held."""
    try:
        rule = verbs.end(
            rule=_rule(rule_id), actor=security.caller(request), reason=body.reason, now=timezone.now()
        )
    except NotDone as exc:
        raise HttpError(409, str(exc)) from exc
    return _told([rule])[0]


@router.post("{int:rule_id}/release/", auth=ACT, response={200: RuleTold} | ACTING)
def take_back_rule(request: HttpRequest, rule_id: int, body: Reason) -> dict[str, object]:
    """Undo what it did and nobody has judged, in batches by a worker; it is switched off by that."""
    try:
        rule = verbs.release(
            rule=_rule(rule_id), actor=security.caller(request), reason=body.reason, now=timezone.now()
        )
    except NotDone as exc:
        raise HttpError(409, str(exc)) from exc
    return _told([rule])[0]


def _rule(rule_id: int) -> Rule:
    rule = Rule.objects.filter(pk=rule_id).first() if rule_id < 2**63 else None
    if rule is None:
        raise HttpError(404, "There is no rule of this number; GET the list.")
    return rule


def _told(rules: Sequence[Rule]) -> list[dict[str, object]]:
    records = outcomes.records_of([rule.pk for rule in rules])
    return [_one(rule, records[rule.pk], timezone.now()) for rule in rules]


def _one(rule: Rule, record: outcomes.Record, now: datetime) -> dict[str, object]:
    own = (
        "id title alternatives effect reach reason made_by made_at started_at expires_at ended_at ended_by "
        "ended_because ended_itself"
    )
    return {name: getattr(rule, name) for name in own.split()} | {
        "in_force": rule.is_in_force(now),
        "tried": rule.trial_read,
        "would_have_hit": rule.trial_hits,
        "trial_is_over": rule.trial_ended_at is not None,
        "hits": record.total,
        "wrong": record.wrong.count,
        "judged": record.wrong.of,
    }
