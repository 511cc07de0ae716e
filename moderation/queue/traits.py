"""Traits of a case: what a moderator may narrow the queue by, read from the document that was scored."""

from collections import Counter
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from classifier.capture import document_of
from classifier.documents import Document
from classifier.text import urls_in
from moderation.judging import exempt
from moderation.models import Case, CaseTrait, Report
from moderation.scoring import score_words

Kind = CaseTrait.Kind
Trait = tuple[str, str]  # kind, value

MAX_HOSTS = 12  # of one case, those named most
MAX_URLS = 300
DESCRIPTION_CHARS = 20_000  # as much as the model reads
MAX_VALUE = 100
AGES = ((1, "under a day old"), (7, "under a week old"), (30, "under a month old"))
OLDER = "over a month old"


def rewrite(case: Case) -> None:
    """Make the rows say what the case is now: those of an open one, with its harm and margin; none of a settled one."""
    wanted = set() if case.settled_at else set(traits_of(case))
    rows = CaseTrait.objects.filter(case=case)
    there = {(row.kind, row.value): row.pk for row in rows}
    rows.filter(pk__in=[pk for trait, pk in there.items() if trait not in wanted]).delete()
    rows.update(harm=case.harm, margin=case.margin)
    CaseTrait.objects.bulk_create(
        CaseTrait(case=case, kind=kind, value=value, harm=case.harm, margin=case.margin)
        for kind, value in sorted(wanted - there.keys())
    )


def set_aside(project_ids: Collection[int]) -> None:
    """Take the traits of many cases, settled at once, out of the queue; `bring_back` undoes it exactly."""
    CaseTrait.objects.filter(case__project__in=project_ids).update(harm=None)


def bring_back(case_ids: Collection[int]) -> None:
    harm = Case.objects.filter(pk=OuterRef("case")).values("harm")
    CaseTrait.objects.filter(case__in=case_ids).update(harm=Subquery(harm))


def traits_of(case: Case) -> Iterator[Trait]:
    """(kind, value) of all. Those of the score are left out where it must not be shown."""
    yield Kind.WORD, first_word(case.project.normalized_name)
    yield Kind.STATE, _state(case)
    for category in Report.objects.filter(project=case.project, settled_at=None).values_list(
        "category", flat=True
    ):
        yield Kind.REPORT, category
    if case.review_reason:
        yield Kind.WAITS, "review"
    if case.appealed_at:
        yield Kind.WAITS, "appeal"
    if case.score and not case.is_sample:
        yield Kind.SCORE, score_words.in_words(case.score.spam_probability)
    if document := _document(case):
        yield from _said(document)


def first_word(normalized_name: str) -> str:
    return normalized_name.partition("-")[0]


def age_in_words(age_days: float) -> str:
    return next((words for limit, words in AGES if age_days < limit), OLDER)


def hosts(document: Document) -> list[str]:
    """Where its addresses lead, those named most often first."""
    text = f"{document.summary}\n{document.description[:DESCRIPTION_CHARS]}"
    urls = [url for _, url in document.links] + urls_in(text)
    found = Counter(host for url in urls[:MAX_URLS] if (host := _host(url)))
    return [host for host, _ in found.most_common(MAX_HOSTS)]


def _said(document: Document) -> Iterator[Trait]:
    for host in hosts(document):
        yield Kind.HOST, host
    if digest := exempt.digest_of(document.to_json()):
        yield Kind.TEXT, digest
    if kinds := sorted({file.kind for file in document.files}):
        yield Kind.FILES, " and ".join(kinds)
    if document.account:
        yield Kind.STANDING, document.account.standing
        yield Kind.AGE, age_in_words(document.account.age_days)


def _document(case: Case) -> Document | None:
    if case.score:
        return Document.from_json(case.score.document)
    release = case.project.releases.order_by("-created_at", "-id").first()
    return document_of(release, now=timezone.now()) if release else None


def _state(case: Case) -> str:
    releases = case.project.releases.filter(removed_at=None)
    if releases.exclude(held_at=None).exists():
        return "held"
    return "listed" if case.project.listed else "not listed"


def _host(url: str) -> str:
    try:
        host = (urlsplit(url if "//" in url[:10] else f"//{url}").hostname or "").removeprefix("www.")
    except ValueError:  # what strangers write need not be an address
        return ""
    return host if "." in host and len(host) <= MAX_VALUE and host.isprintable() else ""
