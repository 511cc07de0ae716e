"""Incidents as pages and programs read them."""

from datetime import datetime
from itertools import groupby

from django.db.models import Prefetch, QuerySet

from moderation.incidents.models import Incident, IncidentEntry

BANNERS_SHOWN = 3
OPEN_SHOWN = 20  # more at once are a mistake, and no reason for a page without end
NEWEST_SHOWN = 3


def for_banners() -> list[Incident]:
    """The newest of those that go on; one look-up, by an index that holds nothing else."""
    return list(Incident.objects.open().only("title", "sentence", "state")[:BANNERS_SHOWN])


def open_incidents() -> QuerySet[Incident]:
    """Each with its newest public entries as `newest`."""
    newest = IncidentEntry.objects.public()[:NEWEST_SHOWN]
    return Incident.objects.open().prefetch_related(Prefetch("entries", newest, to_attr="newest"))[
        :OPEN_SHOWN
    ]


def by_month(incidents: list[Incident]) -> list[tuple[datetime, list[Incident]]]:
    """In the order given: the first moment of each that began in it, to be named by, and its incidents."""
    months = groupby(incidents, key=lambda incident: (incident.started_at.year, incident.started_at.month))
    found = [list(group) for _, group in months]
    return [(group[0].started_at, group) for group in found]
