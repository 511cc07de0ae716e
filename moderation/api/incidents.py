"""Incidents as JSON."""

from datetime import UTC, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status
from ninja.errors import HttpError

from moderation.acts import NotDone
from moderation.api import security
from moderation.api.responses import ACTING, FINDING, READING
from moderation.api.schemas import Page
from moderation.incidents import telling
from moderation.incidents.forms import LONGEST_TEXT
from moderation.models import Incident, IncidentEntry

router = Router()
ADMIN = security.IncidentsToken()
NO_NUL = r"^[^\x00]*$"
StateName = Literal["investigating", "identified", "update", "monitoring", "resolved"]


class EntryWanted(Schema):
    """`text` is Markdown; `is_signed`: with the name of the token's owner; not `is_public`: a draft."""

    state: StateName
    text: str = Field(min_length=1, max_length=LONGEST_TEXT, pattern=NO_NUL)
    is_signed: bool = False
    is_public: bool = True


class IncidentWanted(EntryWanted):
    """With its first entry; `started_at` null: now."""

    title: str = Field(min_length=1, max_length=100, pattern=NO_NUL)
    sentence: str = Field(min_length=1, max_length=300, pattern=NO_NUL)
    impact: Literal["none", "minor", "major", "critical"]
    started_at: datetime | None = None


class IncidentTold(Schema):
    id: int
    title: str
    sentence: str
    impact: str
    state: str
    started_at: datetime
    published_at: datetime | None = Field(description="Null: a draft.")
    resolved_at: datetime | None


class EntryTold(Schema):
    id: int
    state: str
    text: str
    author: str
    signature: str
    published_at: datetime | None = Field(description="Null: a draft.")
    edited_at: datetime | None


@router.get("", auth=security.ReadToken(), response={200: list[IncidentTold]} | READING)
def list_incidents(request: HttpRequest, page: Query[Page]) -> list[Incident]:
    """Incidents, the newest first, drafts included."""
    rows = Incident.objects.order_by("-started_at", "-id")
    return list(rows[page.offset : page.offset + page.limit])


@router.get(
    "{int:incident_id}/entries/", auth=security.ReadToken(), response={200: list[EntryTold]} | FINDING
)
def list_incident_entries(request: HttpRequest, incident_id: int, page: Query[Page]) -> list[IncidentEntry]:
    """What was said of an incident, the newest first, drafts included."""
    rows = _incident(incident_id).entries.order_by("-id")
    return list(rows[page.offset : page.offset + page.limit])


@router.post("", auth=ADMIN, response={201: IncidentTold} | ACTING)
def open_incident(request: HttpRequest, wanted: IncidentWanted) -> Status[Incident]:
    """Open an incident with its first entry: on every page from the next request on."""
    now, values = timezone.now(), wanted.dict()
    try:
        values["started_at"] = _aware(values["started_at"] or now)
        incident = telling.open_incident(**values, actor=security.caller(request).username, now=now)
    except NotDone as exc:
        raise HttpError(409, str(exc)) from exc
    except (OverflowError, ValueError) as exc:
        raise HttpError(422, "started_at: this time is no time of this calendar in UTC.") from exc
    return Status(201, incident)


@router.post("{int:incident_id}/entries/", auth=ADMIN, response={201: EntryTold} | ACTING)
def tell_of_incident(request: HttpRequest, incident_id: int, wanted: EntryWanted) -> Status[IncidentEntry]:
    """Say something new; a public entry takes the incident to its state."""
    entry = telling.add_entry(
        incident=_incident(incident_id),
        **wanted.dict(),
        actor=security.caller(request).username,
        now=timezone.now(),
    )
    return Status(201, entry)


def _incident(incident_id: int) -> Incident:
    incident = Incident.objects.filter(pk=incident_id).first()
    if incident is None:
        raise HttpError(404, "There is no such incident; GET the list of those that are.")
    return incident


def _aware(moment: datetime) -> datetime:
    """What names no zone is UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
