"""What a card shows: all that a decision needs, of many cases in a fixed number of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Max, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Substr
from django.utils.safestring import SafeString

from accounts.models import User
from classifier.similarity import Decided, decided_look_alikes
from index.models import DistributionFile, Release, Role
from moderation.judging import freezable
from moderation.judging.judgements import JUDGEMENTS, Judgement
from moderation.models import Appeal, Case, CaseTrait, Report, Rule, RuleHit, Verdict
from moderation.queue import claims
from moderation.queue.inert import inert
from moderation.queue.owners import Owner, Owners
from moderation.queue.traits import first_word
from moderation.reporting import reporters
from moderation.reporting.reporters import Weighed

OPENING_CHARACTERS: Final = 1_500  # read of a description
REPORTS_SHOWN: Final = 5
FILES_SHOWN: Final = 6
LOOK_ALIKES_SHOWN: Final = 3
RULES_SHOWN: Final = 10  # hits of a project, read for the names of their rules


@dataclass(slots=True)
class SameText:
    """What was decided on the same text: how often spam, how often not, and the newest verdict."""

    spam: int = 0
    not_spam: int = 0
    newest: Verdict | None = None


@dataclass(slots=True)
class Card:
    """One case as the template shows it."""

    case: Case
    release: Release | None
    owners: list[Owner]
    files: list[DistributionFile]
    more_files: int
    reports: list[Weighed]
    appeal: Appeal | None
    hosts: list[str]
    first_word: str
    text_digest: str
    file_kinds: str
    state: str
    standing: str
    age: str
    same_text: SameText | None
    look_alikes: list[Decided]
    rules: list[Rule]
    why_not_freeze: str
    judgements: list[Judgement] = field(default_factory=list)

    @property
    def shows_score(self) -> bool:
        return self.case.score is not None and not self.case.is_sample

    @property
    def opening(self) -> SafeString:
        return inert(getattr(self.release, "opening_html", None), getattr(self.release, "opening", ""))

    @property
    def more_reports(self) -> int:
        return self.case.open_reports - len(self.reports)


def cards_of(pks: Collection[int], *, moderator: User, now: datetime) -> list[Card]:
    """The cards of these cases, in this order; settled ones are left out."""
    found = {case.pk: case for case in _cases(pks)}
    page = _Page([found[pk] for pk in pks if pk in found], moderator, now)
    return [page.card(case) for case in page.cases]


def holder_in_words(card: Card, *, moderator: User, now: datetime) -> str:
    """Who else has the card in hand; empty where nobody has."""
    by = claims.holder(card.case, now=now)
    return claims.holder_in_words(card.case, now=now) if by and by != moderator else ""


def _cases(pks: Collection[int]) -> QuerySet[Case]:
    reports = Report.objects.filter(settled_at=None).select_related("reporter").order_by("reported_at", "id")
    owners = Role.objects.filter(kind=Role.Kind.OWNER).select_related("user").order_by("id")
    hits = RuleHit.objects.unsettled().select_related("rule").order_by("id")
    appeals = Appeal.objects.filter(answered_at=None).select_related("appellant")
    return (
        Case.objects.filter(pk__in=pks, settled_at=None)
        .select_related("project", "score__model", "claimed_by")
        .defer("score__document", "score__model__metrics")
        .annotate(newest_release=Subquery(_newest_release()))
        .prefetch_related(
            "traits",
            Prefetch("project__reports", reports[:REPORTS_SHOWN], to_attr="reports_waiting"),
            Prefetch("project__appeals", appeals, to_attr="appeals_waiting"),
            Prefetch("project__rule_hits", hits[:RULES_SHOWN], to_attr="hits_waiting"),
            Prefetch("project__roles", owners, to_attr="owner_roles"),
        )
    )


def _newest_release() -> QuerySet:
    releases = Release.objects.filter(project=OuterRef("project"))
    return releases.order_by("-created_at", "-id").values("pk")[:1]


def _releases(here: Iterable[Case]) -> dict[int, Release]:
    """What is judged of each project: the release that was scored, or the newest."""
    ids = [case.score.release_id if case.score else case.newest_release for case in here]  # type: ignore[attr-defined]
    releases = Release.objects.filter(pk__in=[pk for pk in ids if pk]).only(
        "project_id", "version", "summary", "held_at", "created_at"
    )
    with_opening = releases.annotate(
        opening=Substr("description", 1, OPENING_CHARACTERS),
        opening_html=Substr("description_html", 1, OPENING_CHARACTERS),
    )
    return {release.project_id: release for release in with_opening}


def _files(release_ids: Collection[int]) -> dict[int, list[DistributionFile]]:
    found: dict[int, list[DistributionFile]] = {}
    files = DistributionFile.objects.filter(release__in=release_ids, removed_at=None)
    for file in files.only("release_id", "filename", "size_bytes").order_by("release_id", "id"):
        found.setdefault(file.release_id, []).append(file)
    return found


def _same_texts(digests: Collection[str]) -> dict[str, SameText]:
    found: dict[str, SameText] = {}
    newest: dict[int, str] = {}
    verdicts = Verdict.objects.filter(text_digest__in=digests, undone_at=None).exclude(text_digest="")
    for row in (
        verdicts.values("text_digest", "decision").annotate(times=Count("id"), last=Max("id")).order_by()
    ):
        same = found.setdefault(row["text_digest"], SameText())
        if row["decision"] == Verdict.Decision.SPAM:
            same.spam = row["times"]
        else:
            same.not_spam = row["times"]
        newest[row["last"]] = row["text_digest"]
    for verdict in (
        Verdict.objects.filter(pk__in=newest).select_related("project", "moderator").order_by("id")
    ):
        found[newest[verdict.pk]].newest = verdict
    return found


class _Page:
    """Cases with what their cards need, read for all of them at once."""

    def __init__(self, found: list[Case], moderator: User, now: datetime) -> None:
        self.cases, self.moderator = found, moderator
        self.releases = _releases(found)
        self.files = _files([release.pk for release in self.releases.values()])
        self.owners = Owners([case.project for case in found], now)
        digests = {_value(case, CaseTrait.Kind.TEXT) for case in found} - {""}
        self.same_texts = _same_texts(digests)
        reports = [report for case in found for report in _waiting(case, "reports_waiting")]
        self.weighed = reporters.weighed(reports, now=now)
        self.look_alikes: dict[str, list[Decided]] = {}

    def card(self, case: Case) -> Card:
        release = self.releases.get(case.project_id)
        files = self.files.get(release.pk, []) if release else []
        owners = self.owners.of(case.project)
        why_not = freezable.hindrance(
            [owner.user for owner in owners],
            project_id=case.project_id,
            known=self.owners.known,
            moderator=self.moderator,
        )
        digest = _value(case, CaseTrait.Kind.TEXT)
        return Card(
            case=case,
            release=release,
            owners=owners,
            files=files[:FILES_SHOWN],
            more_files=max(len(files) - FILES_SHOWN, 0),
            reports=[self.weighed[report.pk] for report in _waiting(case, "reports_waiting")],
            appeal=next(iter(_waiting(case, "appeals_waiting")), None),
            hosts=_values(case, CaseTrait.Kind.HOST),
            first_word=first_word(case.project.normalized_name),
            text_digest=digest,
            file_kinds=_value(case, CaseTrait.Kind.FILES),
            state=_value(case, CaseTrait.Kind.STATE),
            standing=_value(case, CaseTrait.Kind.STANDING),
            age=_value(case, CaseTrait.Kind.AGE),
            same_text=self.same_texts.get(digest),
            look_alikes=self._look_alikes(case, release, digest),
            rules=list({hit.rule_id: hit.rule for hit in _waiting(case, "hits_waiting")}.values()),
            why_not_freeze=why_not,
            judgements=[judgement for judgement in JUDGEMENTS if not (judgement.freezes and why_not)],
        )

    def _look_alikes(self, case: Case, release: Release | None, digest: str) -> list[Decided]:
        """What was decided on projects that say nearly the same; looked up once a text, for a wave has but a few."""
        if release is None or not case.score:
            return []
        release.project = case.project
        if digest not in self.look_alikes:
            self.look_alikes[digest] = decided_look_alikes(release, LOOK_ALIKES_SHOWN)
        return self.look_alikes[digest]


def _waiting(case: Case, name: str) -> list[Any]:
    """What `_cases` has read along with the project."""
    return getattr(case.project, name)


def _values(case: Case, kind: str) -> list[str]:
    return sorted(trait.value for trait in case.traits.all() if trait.kind == kind)


def _value(case: Case, kind: str) -> str:
    return next(iter(_values(case, kind)), "")
