"""Switches as JSON."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.errors import HttpError

from moderation import flags
from moderation.api import security
from moderation.api.responses import ACTING, READING
from moderation.api.schemas import Switch, SwitchChange
from moderation.models import Flag

router = Router()


@router.get("", auth=security.ReadToken(), response={200: list[Switch]} | READING)
def list_switches(request: HttpRequest) -> list[Flag]:
    """All switches, on or off."""
    return flags.overview(timezone.now())


@router.put("{switch_id}/", auth=security.SwitchesToken(), response={200: Switch} | ACTING)
def set_switch(request: HttpRequest, switch_id: str, change: SwitchChange) -> Flag:
    """Turn a switch on or off; in force with the next request, in every process."""
    now = timezone.now()
    if switch_id not in Flag.Id.values:
        raise HttpError(404, f"There is no such switch; these are: {', '.join(Flag.Id.values)}.")
    if change.enabled and (change.reach != "") != (switch_id == Flag.Id.HOLD_NEW_PROJECTS):
        raise HttpError(422, "reach: give it with hold-new-projects, and with no other switch.")
    if change.enabled and change.expires_at and change.expires_at <= now:
        raise HttpError(422, "expires_at: this time is past; give one that lies ahead.")
    return flags.set_flag(
        id_=Flag.Id(switch_id), actor=security.caller(request).username, now=now, **change.dict()
    )
