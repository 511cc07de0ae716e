"""The audit as JSON."""

from django.http import HttpRequest
from ninja import Query, Router

from moderation.api import security
from moderation.api.responses import READING
from moderation.api.schemas import Entries, EntryQuery
from moderation.audit import reading

router = Router()


@router.get("", auth=security.ReadToken(), response={200: Entries} | READING)
def list_entries(request: HttpRequest, wanted: Query[EntryQuery]) -> dict[str, object]:
    """What was done, newest first."""
    found = reading.narrowed(**wanted.dict(include={"actor", "action", "subject", "day"}))
    entries, next_ = reading.page(found, before=wanted.before, size=wanted.limit)
    return {"entries": entries, "next": next_}
