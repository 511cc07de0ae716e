"""What the console's front page tells: a tile for each thing that may wait or fail, and what is on or at work now.

One more tile is one more function in TILES; each asks the database once or twice, whatever the index holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from classifier import registry
from classifier.models import Label, PendingScore
from moderation import flags
from moderation.acts.projects_reading import held_releases
from moderation.appealing import appeals
from moderation.models import Alarm, AuditEntry, Campaign, Case, Flag, Purge, Report
from moderation.queue.cases import open_cases
from moderation.rules.models import Rule
from moderation.scoring import worker_life

WORST = 5
ACTS = 5
UNDER_WAY = (Purge.State.CONFIRMED, Purge.State.RUNNING, Purge.State.STOPPED, Purge.State.UNDOING)
WRONG_RULES_TOLD_FOR = timedelta(days=2)
SCORES_LATE_AFTER = timedelta(minutes=5)  # the sweeper picks up within one what messages lost


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure; `tone` is a tone word of docs/design.md, `warning` a sentence for the top of the page."""

    title: str
    figure: str
    note: str = ""
    href: str = ""
    tone: str = ""
    warning: str = ""
    for_admins: bool = False


@dataclass(frozen=True, slots=True)
class FrontPage:
    """All of the page."""

    tiles: list[Tile]
    flags_on: QuerySet[Flag]
    purges: QuerySet[Purge]
    worst: QuerySet[Case]
    acts: QuerySet[AuditEntry]


def read(*, now: datetime) -> FrontPage:
    return FrontPage(
        tiles=[tile(now) for tile in TILES],
        flags_on=flags.switched_on(now),
        purges=Purge.objects.filter(state__in=UNDER_WAY).order_by("-pk"),
        # What was drawn by lot is judged without its score, so it has no place here.
        worst=open_cases().filter(is_sample=False).select_related("project", "score")[:WORST],
        acts=AuditEntry.objects.order_by("-at", "-id")[:ACTS],
    )


def cases(now: datetime) -> Tile:
    waiting = _waiting(Case.objects.filter(settled_at=None), "opened_at")
    return Tile("waiting for a person", *_count(waiting, now), href=reverse("moderation_queue"))


def reports(now: datetime) -> Tile:
    waiting = _waiting(Report.objects.filter(settled_at=None), "reported_at")
    return Tile("open reports", *_count(waiting, now), href=reverse("moderation_queue"))


def asked_reviews(now: datetime) -> Tile:
    waiting = appeals.waiting()
    late = waiting.is_late(now)
    warning = (
        "An appeal waits for longer than the help page promises; answer the oldest first." if late else ""
    )
    figure, note = _count((waiting.count, waiting.oldest_at), now)
    return Tile(
        "appeals", figure, note, reverse("moderation_appeals"), tone="warn" if late else "", warning=warning
    )


def scores(now: datetime) -> Tile:
    waiting = count, oldest = _waiting(PendingScore.objects.all(), "requested_at")
    figure, note = _count(waiting, now)
    if oldest is None or now - oldest < SCORES_LATE_AFTER:
        return Tile("waiting for a score", figure, note)
    warning = (
        f"{count} release{'s wait' if count > 1 else ' waits'} for a score, the oldest for {_age(oldest, now)}. "
        "See whether the worker runs and the model loads; nothing is lost meanwhile."
    )
    return Tile("waiting for a score", figure, note, tone="warn", warning=warning)


def holds(now: datetime) -> Tile:
    waiting = _waiting(held_releases(), "held_at")
    href = f"{reverse('moderation_projects')}?state=held"
    return Tile("releases held", *_count(waiting, now), href=href)


def campaigns(now: datetime) -> Tile:
    count = Campaign.objects.cards().count()
    held = Campaign.objects.cards().exclude(held_at=None).count()
    return Tile(
        "campaigns",
        str(count),
        f"{held} held" if held else "",
        href=reverse("moderation_campaigns"),
        tone="warn" if count else "",
    )


def purges(now: datetime) -> Tile:
    under_way = list(Purge.objects.filter(state__in=UNDER_WAY))
    waiting = sum(purge.awaits_agreement for purge in under_way)
    at_work = sum(purge.is_at_work for purge in under_way)
    stopped = len(under_way) - waiting - at_work
    parts = [f"{waiting} to agree to" if waiting else "", f"{stopped} stopped" if stopped else ""]
    return Tile(
        "purges at work",
        str(at_work),
        ", ".join(filter(None, parts)),
        href=reverse("moderation_purges"),
        tone="warn" if waiting or stopped else "",
        for_admins=True,
    )


def switches(now: datetime) -> Tile:
    on = list(flags.switched_on(now))
    ends = min((flag.expires_at for flag in on if flag.expires_at), default=None)
    note = f"next ends in {_age(now, ends)}" if ends else ""
    return Tile(
        "switches on", str(len(on)), note, href=reverse("moderation_flags"), tone="warn" if on else ""
    )


def alarms(now: datetime) -> Tile:
    going_on = list(Alarm.objects.filter(ended_at=None).order_by("raised_at"))
    note = f"since {_age(going_on[0].raised_at, now)}" if going_on else ""
    return Tile("alarms", str(len(going_on)), note, reverse("moderation_alarms"), "bad" if going_on else "")


def rules(now: datetime) -> Tile:
    """Those in force; one that switched itself off is told for two days."""
    in_force = Rule.objects.in_force(now).aggregate(count=Count("pk"), ends=Min("expires_at"))
    wrong = Rule.objects.filter(ended_itself=True, ended_at__gt=now - WRONG_RULES_TOLD_FOR).order_by(
        "-ended_at"
    )
    note = f"next ends in {_age(now, in_force['ends'])}" if in_force["ends"] else ""
    last = wrong.first()
    warning = f"The rule “{last.title}” switched itself off: {last.ended_because}" if last else ""
    tone = "bad" if last else "warn" if in_force["count"] else ""
    href = reverse("moderation_rules")
    return Tile("rules in force", str(in_force["count"]), note, href=href, tone=tone, warning=warning)


def worker(now: datetime) -> Tile:
    health = worker_life.read(now=now)
    if not health.is_late:
        return Tile("worker", "alive", f"last seen {_ago(health.age)} ago")
    if not health.is_gone:
        return Tile("worker", "late", f"last seen {_ago(health.age)} ago", tone="warn")
    seen = "has been seen yet" if health.age is None else f"for {_ago(health.age)}"
    warning = (
        f"No worker {seen}: uploads are taken, but nothing is scored, rendered or purged until one runs."
    )
    return Tile("worker", "none", "" if health.age is None else seen, tone="bad", warning=warning)


def model(now: datetime) -> Tile:
    """What the worker says of it counts: it is where the model must load."""
    current, health = registry.current_row(), worker_life.read(now=now)
    to_learn = Label.objects.in_force().filter(pk__gt=current.newest_label_id).count()
    note = f"{current.version}, {to_learn} label{'' if to_learn == 1 else 's'} to learn"
    href = reverse("moderation_model")
    if health.is_gone or health.model_version != current.version:
        return Tile("model", "not tried", note, href=href)
    if not health.model_problem:
        return Tile("model", "loads", note, href=href)
    warning = f"The model {current.version} does not load, so the starting model scores instead: {health.model_problem}"
    return Tile("model", "broken", note, href=href, tone="bad", warning=warning)


TILES: tuple[Callable[[datetime], Tile], ...] = (
    cases,
    reports,
    asked_reviews,
    scores,
    holds,
    campaigns,
    purges,
    alarms,
    switches,
    rules,
    worker,
    model,
)


def _waiting(rows: QuerySet, since: str) -> tuple[int, datetime | None]:
    """How many there are, and since when the oldest waits."""
    found = rows.aggregate(count=Count("pk"), oldest=Min(since))
    return found["count"], found["oldest"]


def _count(waiting: tuple[int, datetime | None], now: datetime) -> tuple[str, str]:
    count, oldest = waiting
    return str(count), f"oldest {_age(oldest, now)}" if oldest else ""


def _age(since: datetime, until: datetime) -> str:
    return timesince(since, until, depth=1)


def _ago(age: timedelta | None) -> str:
    """Seconds while it is fresh, so that a person sees it move."""
    seconds = int(age.total_seconds()) if age else 0
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds} s"
    start = timezone.now()
    return timesince(start, start + timedelta(seconds=seconds), depth=1)
