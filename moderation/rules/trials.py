"""Trying a rule on the operator's own past: what would it have hit? Batch after batch, and within bounds.

Releases are walked along the index of their times, from the newest on. Of each only the name is read at first; what
they say is read of those whose names may fit. So a batch costs the same however much the index holds, and a rule that
names names is tried fast.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from classifier.models import Score
from index.models import Release
from moderation.models import Verdict
from moderation.rules import candidates, matching, outcomes
from moderation.rules.conditions import kinds_of
from moderation.rules.models import Outcome, Rule, RuleTrialHit

WINDOW: Final = timedelta(days=90)
BATCH: Final = 500
MOST_READ: Final = 100_000
MOST_HITS: Final = 5_000


def work(rule_id: int) -> None:
    """Read on to the end. Running it twice, or twice at once, changes nothing more."""
    while step(rule_id, now=timezone.now()):
        pass


@transaction.atomic
def step(rule_id: int, *, now: datetime) -> bool:
    """One batch; False once there is nothing more to read, or while another worker is at it."""
    rule = Rule.objects.select_for_update(skip_locked=True).filter(pk=rule_id, trial_ended_at=None).first()
    if rule is None:
        return False
    read = _next(rule)
    hit = _would_hit(rule, read)
    _write_down(rule, hit, now=now)
    rule.trial_read += len(read)
    rule.trial_hits += len(hit)
    if read:
        rule.trial_at, rule.trial_release = read[-1][1], read[-1][0]
    rule.trial_stopped = _bound(rule)
    if rule.trial_stopped or len(read) < BATCH:
        rule.trial_ended_at = now
    rule.save(
        update_fields=[
            "trial_read",
            "trial_hits",
            "trial_at",
            "trial_release",
            "trial_stopped",
            "trial_ended_at",
        ]
    )
    return rule.trial_ended_at is None


def counts_of(rule: Rule) -> dict[str, int]:
    """How many it would have hit, by what is known of them."""
    return {
        outcome: RuleTrialHit.objects.filter(rule=rule, outcome=outcome).count() for outcome in Outcome.values
    }


def _next(rule: Rule) -> list[tuple[int, datetime, str]]:
    """Key, time and name of the next releases, from newer to older."""
    releases = Release.objects.filter(created_at__gte=rule.trial_since, created_at__lte=rule.made_at)
    if rule.trial_at:
        releases = releases.filter(
            Q(created_at__lt=rule.trial_at) | Q(created_at=rule.trial_at, pk__lt=rule.trial_release),
            created_at__lte=rule.trial_at,
        )
    rows = releases.order_by("-created_at", "-pk").values_list("pk", "created_at", "project__normalized_name")
    return list(rows[:BATCH])


def _would_hit(rule: Rule, read: Collection[tuple[int, datetime, str]]) -> list[Release]:
    near = [pk for pk, _, name in read if matching.may_fit(rule.alternatives, name)]
    releases = list(
        Release.objects.filter(pk__in=near)
        .select_related("project")
        .only(
            "version",
            "summary",
            "description",
            "metadata",
            "created_at",
            "project_id",
            "project__normalized_name",
        )
        .order_by("-created_at", "-pk")
    )
    seen = candidates.of_releases(releases, kinds_of(rule.alternatives))
    fitting = [
        release
        for release, candidate in zip(releases, seen, strict=True)
        if matching.fits(rule.alternatives, candidate)
    ]
    return fitting if rule.reaches_all or rule.asks else _of_newcomers(fitting)


def _of_newcomers(releases: list[Release]) -> list[Release]:
    """Without those whose owner was known when they were scored, or that a person had found honest before."""
    known = set(
        Score.objects.filter(release__in=releases, is_current=True, by_newcomer=False).values_list(
            "release_id", flat=True
        )
    )
    judged = Verdict.objects.filter(
        project__in={release.project_id for release in releases},
        decision=Verdict.Decision.NOT_SPAM,
        undone_at=None,
    )
    # Of several the first, which comes last here.
    honest_since = dict(judged.order_by("-decided_at").values_list("project_id", "decided_at"))
    return [
        release
        for release in releases
        if release.pk not in known
        and honest_since.get(release.project_id, release.created_at) >= release.created_at
    ]


def _write_down(rule: Rule, hit: list[Release], *, now: datetime) -> None:
    known = outcomes.known_of((release.project_id for release in hit), now=now, with_verdicts=True)
    RuleTrialHit.objects.bulk_create(
        RuleTrialHit(rule=rule, release=release, outcome=known.get(release.project_id, Outcome.UNKNOWN))
        for release in hit
    )


def _bound(rule: Rule) -> str:
    if rule.trial_hits >= MOST_HITS:
        return f"{MOST_HITS:,} hits are enough to see that it hits much"
    if rule.trial_read >= MOST_READ:
        return f"only the newest {MOST_READ:,} releases were read"
    return ""
