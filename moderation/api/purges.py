"""Purges as JSON: the acts of the purge pages and of `manage.py purge`."""

from collections.abc import Callable
from datetime import date
from typing import Literal

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status
from ninja.errors import HttpError

from moderation.api import security
from moderation.api.responses import ACTING, FINDING
from moderation.api.schemas import Members, PurgeConfirmation, PurgeSelection, PurgeState, Reason, Ticks
from moderation.models import Purge
from moderation.purges import confirm, draft, selection, stopping, undo
from moderation.purges.progress import progress_of
from moderation.purges.refusal import PurgeRefused
from moderation.purges.selection import Filter, Selected

router = Router()
DAYS = ("joined_from", "joined_until")


@router.get("", auth=security.ReadToken(), response={200: list[PurgeState]} | FINDING)
def list_purges(
    request: HttpRequest,
    before: int | None = Query(None, ge=1, le=2**63 - 1),
    limit: int = Query(20, ge=1, le=100),
) -> list[dict[str, object]]:
    """Newest first; `before` is the id of the last of the page before."""
    rows = Purge.objects.filter(pk__lt=before) if before else Purge.objects.all()
    return [_told(purge) for purge in rows.order_by("-pk")[:limit]]


@router.post("", auth=security.PurgesToken(), response={201: PurgeState} | ACTING)
def draft_purge(request: HttpRequest, wanted: PurgeSelection) -> Status[dict[str, object]]:
    """Write down what would go. What something speaks against is not ticked; nothing changes yet."""
    selected, title = _selected(wanted)
    actor = security.caller(request).username
    return Status(201, _told(_do(draft.draft, selected=selected, title=title, actor=actor)))


@router.get("{int:purge_id}/", auth=security.ReadToken(), response={200: PurgeState} | FINDING)
def get_purge(request: HttpRequest, purge_id: int) -> dict[str, object]:
    return _told(_purge(purge_id))


@router.get("{int:purge_id}/members/{members}/", auth=security.ReadToken(), response={200: Members} | FINDING)
def list_members(
    request: HttpRequest,
    purge_id: int,
    members: Literal["projects", "accounts"],
    after: int = Query(0, ge=0, le=2**63 - 1),
    limit: int = Query(200, ge=1, le=1000),
) -> dict[str, object]:
    """Its members by number, each with what selected it and what speaks against it."""
    purge = _purge(purge_id)
    kind, name = (
        (purge.projects, "project__normalized_name")
        if members == "projects"
        else (purge.accounts, "user__username")
    )
    found = kind.filter(pk__gt=after).order_by("pk").annotate(name=F(name))
    rows = list(found.values("pk", "name", "why", "ticked", "warnings")[: limit + 1])
    return {"members": rows[:limit], "next": rows[limit - 1]["pk"] if len(rows) > limit else None}


@router.post(
    "{int:purge_id}/members/{members}/ticks/",
    auth=security.PurgesToken(),
    response={200: PurgeState} | ACTING,
)
def tick_members(
    request: HttpRequest, purge_id: int, members: Literal["projects", "accounts"], ticks: Ticks
) -> dict[str, object]:
    """Tick these members of a draft, or untick them; the others stay as they are."""
    purge = _purge(purge_id)
    rows = (
        purge.projects.filter(project__normalized_name__in=ticks.names)
        if members == "projects"
        else purge.accounts.filter(user__username__in=ticks.names)
    )
    shown = list(rows.values_list("pk", flat=True))
    if len(shown) != len(set(ticks.names)):
        raise HttpError(404, "Some of these names are no members of the purge; GET its members.")
    try:
        draft.tick(
            purge=purge,
            members=members,
            ticked=shown if ticks.ticked else [],
            shown=shown,
            actor=security.caller(request).username,
            now=timezone.now(),
        )
    except PurgeRefused as exc:
        raise HttpError(409, str(exc)) from exc
    return _told(_purge(purge_id))


@router.post("{int:purge_id}/confirm/", auth=security.PurgesToken(), response={200: PurgeState} | ACTING)
def confirm_purge(request: HttpRequest, purge_id: int, word: PurgeConfirmation) -> dict[str, object]:
    """Fix the members and start, or wait where the reach asks for a second admin."""
    return _act(
        request,
        purge_id,
        confirm.confirm,
        typed=str(word.count),
        reason=word.reason,
        labels_spam=word.labels_spam,
    )


@router.post("{int:purge_id}/agree/", auth=security.PurgesToken(), response={200: PurgeState} | ACTING)
def agree_to_purge(request: HttpRequest, purge_id: int) -> dict[str, object]:
    """Consent, as the second admin of a large one."""
    return _act(request, purge_id, confirm.agree)


@router.post("{int:purge_id}/stop/", auth=security.PurgesToken(), response={200: PurgeState} | ACTING)
def stop_purge(request: HttpRequest, purge_id: int) -> dict[str, object]:
    """End it after the batch that runs; what is removed stays removed."""
    return _act(request, purge_id, stopping.stop)


@router.post("{int:purge_id}/resume/", auth=security.PurgesToken(), response={200: PurgeState} | ACTING)
def resume_purge(request: HttpRequest, purge_id: int) -> dict[str, object]:
    return _act(request, purge_id, stopping.resume)


@router.post("{int:purge_id}/undo/", auth=security.PurgesToken(), response={200: PurgeState} | ACTING)
def undo_purge(request: HttpRequest, purge_id: int, body: Reason) -> dict[str, object]:
    """Put back every row as it was."""
    return _act(request, purge_id, undo.undo, reason=body.reason)


def _act(
    request: HttpRequest, purge_id: int, verb: Callable[..., Purge], **values: object
) -> dict[str, object]:
    actor = security.caller(request).username
    return _told(_do(verb, purge=_purge(purge_id), actor=actor, **values))


def _do(verb: Callable[..., Purge], **values: object) -> Purge:
    try:
        return verb(now=timezone.now(), **values)
    except PurgeRefused as exc:
        raise HttpError(409, str(exc)) from exc


def _purge(purge_id: int) -> Purge:
    purge = Purge.objects.filter(pk=purge_id).first() if purge_id < 2**63 else None
    if purge is None:
        raise HttpError(404, "There is no purge of this number; list them with GET /moderation/api/purges/.")
    return purge


def _selected(wanted: PurgeSelection) -> tuple[Selected, str]:
    """What was asked for, and in which words.

    :raises HttpError: where it is none of the ways to ask, or several.
    """
    given = [name for name in ("users", "projects", "filter") if getattr(wanted, name)]
    if len(given) != 1:
        raise HttpError(422, "Give exactly one of users, projects and filter.")
    if wanted.users:
        return selection.by_usernames(selection.lines_of("\n".join(wanted.users))), "named accounts"
    if wanted.projects:
        lines = selection.lines_of("\n".join(wanted.projects))
        return selection.by_project_names(lines, with_owners=wanted.with_owners), "named projects"
    try:
        asked = Filter(**{key: _value(key, text) for key, text in wanted.filter.items()})  # type: ignore[arg-type]
        return selection.by_filter(asked, with_owners=wanted.with_owners), str(asked)
    except ValueError as exc:
        raise HttpError(422, str(exc)) from exc


def _value(key: str, text: str) -> str | date:
    return date.fromisoformat(text) if key in DAYS else text.replace("\0", "")


def _told(purge: Purge) -> dict[str, object]:
    progress = progress_of(purge)
    return {
        "id": purge.pk,
        "state": purge.state,
        "title": purge.title,
        "reason": purge.reason,
        "drafted_by": purge.drafted_by,
        "confirmed_by": purge.confirmed_by,
        "awaits_agreement": purge.awaits_agreement,
        "ticked": progress.total,
        "done": progress.done,
        "unfound": [
            {"line": answer["line"], "why": answer["words"]}
            for answer in purge.answers
            if answer["tone"] != "good"
        ],
    }
