"""What rules do to an upload, in its own transaction, so that no channel ever shows what is held."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from classifier.capture import document_of
from index import lifecycle
from index.models import Release
from index.new_projects import is_first_upload
from moderation.judging import exempt
from moderation.queue import cases
from moderation.rules import candidates, matching
from moderation.rules.conditions import kinds_of
from moderation.rules.models import Rule, RuleHit
from moderation.scoring.triage import is_by_newcomer, was_judged_honest
from moderation.webhooks import events
from moderation.webhooks.events import Event

ACTOR = "rules"
# Owners read the journal: what a rule asks for is not told, so that nobody can write around it.
REASON = "by a rule of the moderators"


def follow(release_id: int) -> None:
    """Hold or unlist the release of an upload that fits a rule in force. One look-up where there is none."""
    now = timezone.now()
    rules = list(Rule.objects.in_force(now).exclude(effect=Rule.Effect.SECOND_FACTOR).order_by("pk"))
    if not rules:
        return
    release = Release.objects.select_related("project").get(pk=release_id)
    fitting = _fitting(rules, release)
    if fitting and not exempt.is_exempt(release.project, document_of(release, now=now).to_json()):
        for rule in fitting:
            _hit(rule, release, now)


def _fitting(rules: Sequence[Rule], release: Release) -> list[Rule]:
    needs = {kind for rule in rules for kind in kinds_of(rule.alternatives)}
    (candidate,) = candidates.of_releases([release], needs)
    fitting = [rule for rule in rules if matching.fits(rule.alternatives, candidate)]
    if not fitting or all(rule.reaches_all for rule in fitting):
        return fitting
    reached = is_by_newcomer(release.project) and not was_judged_honest(release.project)
    return [rule for rule in fitting if reached or rule.reaches_all]


def _hit(rule: Rule, release: Release, now: datetime) -> None:
    """A second file of a release that is hit already changes nothing, and neither does what a person has settled."""
    project = release.project
    hit, is_new = RuleHit.objects.get_or_create(
        rule=rule,
        release=release,
        defaults={
            "project": project,
            "did": False,
            "was_listed": project.listed,
            "by_newcomer": is_by_newcomer(project),
            "at": now,
        },
    )
    if not is_new:
        return
    if rule.effect == Rule.Effect.HOLD:
        hit.did = lifecycle.hold_at_upload(release=release, actor=ACTOR, reason=REASON)
    else:
        lifecycle.unlist_project(project=project, actor=ACTOR, reason=REASON, now=now)
        hit.did = True
    hit.save(update_fields=["did"])
    if hit.did and rule.effect == Rule.Effect.HOLD:
        events.tell_of_project(Event.HOLD, project, release=release.version, by=ACTOR, rule=rule.pk, now=now)
    # The case of a project that is there already opens with its score, since whoever changes both takes the case
    # first, and this transaction has the project. What holds a new project holds all of it until a verdict.
    if is_first_upload(project):
        if rule.effect == Rule.Effect.HOLD and hit.did:
            cases.await_review(project, reason=rule.review_reason, now=now)
        else:
            cases.open_for(project, now=now)
