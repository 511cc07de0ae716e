"""What became of what rules hit: by verdicts at once, by all else that speaks within a minute."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from accounts.standing import Standing
from accounts.standings import standings_of
from classifier.intervals import Share
from index.models import Project, Role
from moderation.models import PurgedProject, Verdict
from moderation.rules.models import WRONG, Outcome, Rule, RuleHit

BATCH = 500
OF_VERDICTS = {Verdict.Decision.SPAM: Outcome.SPAM, Verdict.Decision.NOT_SPAM: Outcome.HONEST}


@dataclass(frozen=True, slots=True)
class Record:
    """How a rule has done: hits by what became of them."""

    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def wrong(self) -> Share:
        """Of those that somebody or something has judged."""
        wrong = sum(self.counts.get(outcome, 0) for outcome in WRONG)
        return Share(wrong, wrong + self.counts.get(Outcome.SPAM, 0))

    @property
    def unknown(self) -> int:
        return self.counts.get(Outcome.UNKNOWN, 0)


def record_of(rule: Rule) -> Record:
    return records_of([rule.pk])[rule.pk]


def records_of(rule_ids: Collection[int]) -> dict[int, Record]:
    """By rule, in one query along an index."""
    found: dict[int, Record] = {pk: Record({}) for pk in rule_ids}
    rows = RuleHit.objects.filter(rule__in=rule_ids).values("rule_id", "outcome").order_by()
    for row in rows.annotate(count=Count("pk")):
        found[row["rule_id"]].counts[row["outcome"]] = row["count"]
    return found


def note_verdict(project: Project) -> list[int]:
    """Take the verdict that stands on a project to its hits, in its transaction; the rules that have any."""
    hits = list(RuleHit.objects.filter(project=project))
    if not hits:
        return []
    last = Verdict.objects.filter(project=project, undone_at=None).order_by("-decided_at", "-id").first()
    for hit in hits:
        judged = last is not None and last.decided_at >= hit.at
        hit.outcome = OF_VERDICTS[Verdict.Decision(last.decision)] if last and judged else Outcome.UNKNOWN
    RuleHit.objects.bulk_update(hits, ["outcome"])
    return sorted({hit.rule_id for hit in hits})


def bring_up_to_date(*, now: datetime) -> None:
    """Look at what nobody has judged: purged since, released by hand, or of an account that is known now."""
    after = 0
    while hits := list(_unsettled().filter(pk__gt=after)[:BATCH]):
        known = known_of([hit.project_id for hit in hits], now=now)
        for hit in hits:
            hit.outcome = _outcome(hit, known.get(hit.project_id, Outcome.UNKNOWN))
        told = [hit for hit in hits if hit.outcome]
        for hit in told:
            # A verdict that came meanwhile is the better answer.
            RuleHit.objects.unsettled().filter(pk=hit.pk).update(outcome=hit.outcome)
        after = hits[-1].pk


def known_of(project_ids: Iterable[int], *, now: datetime, with_verdicts: bool = False) -> dict[int, Outcome]:
    """By project what speaks for one side: its owners' standing, a purge, and if wanted the newest verdict."""
    ids = set(project_ids)
    known = _of_owners(ids, now)
    purged = PurgedProject.objects.filter(project__in=ids, done_at__isnull=False, undone_at=None)
    known |= dict.fromkeys(purged.values_list("project_id", flat=True), Outcome.SPAM)
    if with_verdicts:
        verdicts = Verdict.objects.filter(project__in=ids, undone_at=None).order_by("decided_at", "id")
        for project_id, decision in verdicts.values_list("project_id", "decision"):
            known[project_id] = OF_VERDICTS[Verdict.Decision(decision)]
    return known


def _unsettled() -> QuerySet[RuleHit]:
    return RuleHit.objects.unsettled().select_related("rule", "release").order_by("pk")


def _outcome(hit: RuleHit, known: Outcome) -> Outcome:
    """An account that was trusted when it was hit is not more so by that: such a rule meant it."""
    if hit.did and hit.rule.effect == Rule.Effect.HOLD and hit.release.held_at is None:
        return Outcome.FREED
    return Outcome.UNKNOWN if known == Outcome.TRUSTED and not hit.by_newcomer else known


def _of_owners(project_ids: set[int], now: datetime) -> dict[int, Outcome]:
    roles = Role.objects.filter(project__in=project_ids, kind=Role.Kind.OWNER)
    owners = list(roles.values_list("project_id", "user_id"))
    standings = standings_of({user_id for _, user_id in owners}, now=now)
    return {
        project_id: Outcome.TRUSTED
        for project_id, user_id in owners
        if standings[user_id] != Standing.NEWCOMER
    }
