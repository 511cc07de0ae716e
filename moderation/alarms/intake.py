"""Counting what came in between two moments. Each count walks an index over that time alone."""

from collections.abc import Callable, Collection
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from accounts.models import User
from accounts.standing import Standing
from accounts.standings import standings_of
from classifier.documents import Document
from classifier.links import parse
from classifier.models import Score
from classifier.text import urls_in
from index.models import Role
from moderation.alarms.models import DOMAIN_CHARACTERS, Kind, SeenHost

_MOST_ADDRESSES = 200  # of one release: nobody fills the table with one README


def sign_ups(since: datetime, until: datetime) -> float:
    return User.objects.filter(date_joined__gte=since, date_joined__lt=until).count()


def new_projects(since: datetime, until: datetime) -> float:
    """Those of trusted accounts are left out: a vendor moves in with hundreds, and nobody need wake up."""
    by_owner = dict(_owners(since, until).values_list("user_id").annotate(Count("project_id")))
    standings = standings_of(by_owner, now=until)
    return sum(count for owner, count in by_owner.items() if standings.get(owner) != Standing.TRUSTED)


def first_projects(since: datetime, until: datetime) -> float:
    """Accounts that own a project for the first time."""
    older = Role.objects.filter(
        user_id=OuterRef("user_id"), kind=Role.Kind.OWNER, project__created_at__lt=since
    )
    return (
        _owners(since, until).filter(~Exists(older)).aggregate(count=Count("user_id", distinct=True))["count"]
    )


def new_hosts(since: datetime, until: datetime) -> float:
    return SeenHost.objects.filter(seen_at__gte=since, seen_at__lt=until).count()


def expected_spam(since: datetime, until: datetime) -> float:
    """The sum of probabilities of what was uploaded, whenever it was scored; what waits counts once it is."""
    scores = Score.objects.filter(
        is_current=True, release__created_at__gte=since, release__created_at__lt=until
    )
    return scores.aggregate(total=Sum("spam_probability"))["total"] or 0.0


COUNTS: dict[Kind, Callable[[datetime, datetime], float]] = {
    Kind.SIGN_UPS: sign_ups,
    Kind.NEW_PROJECTS: new_projects,
    Kind.FIRST_PROJECTS: first_projects,
    Kind.NEW_HOSTS: new_hosts,
    Kind.EXPECTED_SPAM: expected_spam,
}


def note_hosts(score_id: int) -> None:
    """Remember which sites a scored release links to. Running it twice changes nothing."""
    score = Score.objects.get(pk=score_id)
    domains = _domains(Document.from_json(score.document))
    SeenHost.objects.bulk_create(
        # In one order, so that two at once do not wait for each other.
        [SeenHost(domain=domain, seen_at=score.scored_at) for domain in sorted(domains)],
        ignore_conflicts=True,
    )


def _domains(document: Document) -> Collection[str]:
    urls = [*(url for _, url in document.links), *urls_in(document.summary), *urls_in(document.description)]
    links = (parse(url) for url in urls[:_MOST_ADDRESSES])
    return {link.site for link in links if link and len(link.site) <= DOMAIN_CHARACTERS}


def _owners(since: datetime, until: datetime) -> QuerySet[Role]:
    return Role.objects.filter(
        kind=Role.Kind.OWNER, project__created_at__gte=since, project__created_at__lt=until
    )


def beginning() -> datetime | None:
    """When the first account was made; None in an empty index."""
    return User.objects.order_by("date_joined").values_list("date_joined", flat=True).first()
