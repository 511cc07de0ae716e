"""Releasing what a rule held and nobody has judged: project after project, each a short transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from classifier.models import Score
from index import lifecycle
from index.models import Project
from moderation.queue import cases
from moderation.rules import waiting
from moderation.rules.acting import ACTOR
from moderation.rules.models import Rule, RuleHit
from moderation.scoring import triage

REASON = "a rule was taken back"


def work(rule_id: int) -> None:
    """To the end. Running it twice, or twice at once, changes nothing more; what somebody judges meanwhile stays so."""
    rule = Rule.objects.filter(pk=rule_id, releasing_since__isnull=False).first()
    while rule and (hit := rule.hits.unsettled().select_related("project").order_by("pk").first()):
        _release(rule, hit.project, now=timezone.now())
    Rule.objects.filter(pk=rule_id).update(releasing_since=None)


@transaction.atomic
def _release(rule: Rule, project: Project, *, now: datetime) -> None:
    """All hits of one project; then the score says what becomes of it, as of any other."""
    cases.lock(project)
    hits = RuleHit.objects.select_for_update(of=("self",)).unsettled().filter(rule=rule, project=project)
    for hit in hits.select_related("release").order_by("pk"):
        hit.withdrawn_at = now
        hit.save(update_fields=["withdrawn_at"])
        _put_back(rule, hit, project, now)
    if waiting.hits(project):
        return  # another rule's, which the case waits for as well
    cases.end_review(project, reason=rule.review_reason, now=now)
    scores = Score.objects.filter(release__project=project, is_current=True)
    if newest := scores.order_by("-release__created_at", "-release_id").first():
        triage.triage(newest.pk)


def _put_back(rule: Rule, hit: RuleHit, project: Project, now: datetime) -> None:
    by: dict[str, Any] = {"actor": ACTOR, "reason": REASON, "now": now}
    if rule.effect == Rule.Effect.HOLD and hit.did:
        if other := waiting.other_hold(hit):
            RuleHit.objects.filter(pk=other.pk).update(did=True)
            cases.hand_review_on(project, old=rule.review_reason, new=other.rule.review_reason, now=now)
        else:
            lifecycle.free(release=hit.release, **by)
    elif rule.effect == Rule.Effect.UNLIST and hit.was_listed:
        lifecycle.list_project(project=project, **by)
