"""What the index says of an incident: each entry drafted, published, corrected or put aside by one verb.

Each is one transaction with its entry in the audit, which keeps the words of before.
"""

from datetime import datetime

from django.db import transaction

from index import readme
from moderation import audit
from moderation.acts import NotDone
from moderation.incidents.models import Incident, IncidentEntry, State


@transaction.atomic
def open_incident(
    *,
    title: str,
    sentence: str,
    impact: str,
    started_at: datetime,
    state: str,
    text: str,
    is_signed: bool,
    is_public: bool,
    actor: str,
    now: datetime,
) -> Incident:
    """An incident with its first entry, published at once or as a draft.

    :raises NotDone: it would begin after now.
    """
    if started_at > now:
        raise NotDone("It cannot begin in the future; give a time that is past.")
    incident = Incident.objects.create(
        title=title, sentence=sentence, impact=impact, started_at=started_at, opened_by=actor
    )
    _record(
        incident,
        "open incident" if is_public else "draft incident",
        actor=actor,
        now=now,
        after=_told(incident),
    )
    add_entry(
        incident=incident,
        state=state,
        text=text,
        is_signed=is_signed,
        is_public=is_public,
        actor=actor,
        now=now,
    )
    incident.refresh_from_db()
    return incident


@transaction.atomic
def add_entry(
    *, incident: Incident, state: str, text: str, is_signed: bool, is_public: bool, actor: str, now: datetime
) -> IncidentEntry:
    """What is said now, published at once or as a draft. A published one takes the incident to its state."""
    entry = IncidentEntry.objects.create(
        incident=incident,
        state=state,
        text=text,
        html=rendered(text),
        author=actor,
        is_signed=is_signed,
        drafted_at=now,
    )
    if is_public:
        return publish(entry=entry, actor=actor, now=now)
    after = {"state": state, "text": text}
    _record(incident, "draft incident entry", actor=actor, now=now, after=after)
    return entry


@transaction.atomic
def publish(*, entry: IncidentEntry, actor: str, now: datetime) -> IncidentEntry:
    """Make a draft public, from now on.

    :raises NotDone: it was published or put aside meanwhile.
    """
    incident, entry = _locked(entry)
    if entry.published_at:
        raise NotDone("This entry is public already.")
    entry.published_at, entry.published_by = now, actor
    entry.save(update_fields=["published_at", "published_by"])
    before = {"state": incident.state}
    incident.state = entry.state
    incident.published_at = incident.published_at or now
    incident.resolved_at = (incident.resolved_at or now) if entry.state == State.RESOLVED else None
    incident.save(update_fields=["state", "published_at", "resolved_at"])
    after = {"state": entry.state, "text": entry.text, "written by": entry.author}
    _record(incident, "publish incident entry", actor=actor, now=now, before=before, after=after)
    return entry


@transaction.atomic
def rewrite_draft(
    *, entry: IncidentEntry, state: str, text: str, is_signed: bool, actor: str, now: datetime
) -> None:
    """Change what nobody outside has read.

    :raises NotDone: it was published or put aside meanwhile.
    """
    incident, entry = _locked(entry)
    if entry.published_at:
        raise NotDone("This entry is public meanwhile; correct it instead.")
    before = {"state": entry.state, "text": entry.text}
    entry.state, entry.text, entry.html, entry.is_signed = state, text, rendered(text), is_signed
    entry.save(update_fields=["state", "text", "html", "is_signed"])
    after = {"state": state, "text": text}
    _record(incident, "rewrite incident draft", actor=actor, now=now, before=before, after=after)


@transaction.atomic
def correct(*, entry: IncidentEntry, text: str, reason: str, actor: str, now: datetime) -> None:
    """Change the words of a public entry; readers see that and when it was, the audit keeps the words of before.

    :raises NotDone: it is no public entry, or says this already.
    """
    incident, entry = _locked(entry)
    if not entry.published_at:
        raise NotDone("This entry is a draft; rewrite it instead.")
    if entry.text == text:
        raise NotDone("It says so already; change its words first.")
    before = {"text": entry.text}
    entry.text, entry.html, entry.edited_at = text, rendered(text), now
    entry.save(update_fields=["text", "html", "edited_at"])
    after = {"text": text}
    _record(
        incident, "correct incident entry", actor=actor, reason=reason, now=now, before=before, after=after
    )


@transaction.atomic
def discard(*, entry: IncidentEntry, actor: str, now: datetime) -> bool:
    """Put a draft aside, and with the last one of a draft incident the incident; whether that is gone too.

    :raises NotDone: it was published or put aside meanwhile.
    """
    incident, entry = _locked(entry)
    if entry.published_at:
        raise NotDone("This entry is public and stays; correct it instead.")
    before = {"state": entry.state, "text": entry.text}
    _record(incident, "discard incident draft", actor=actor, now=now, before=before)
    entry.delete()
    if not incident.is_draft or incident.entries.exists():
        return False
    incident.delete()
    return True


@transaction.atomic
def change(
    *, incident: Incident, title: str, sentence: str, impact: str, reason: str, actor: str, now: datetime
) -> None:
    """Change what stands above the entries; of a public incident, readers see when."""
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    before = _told(incident)
    incident.title, incident.sentence, incident.impact = title, sentence, impact
    if _told(incident) == before:
        return
    incident.edited_at = None if incident.is_draft else now
    incident.save(update_fields=["title", "sentence", "impact", "edited_at"])
    _record(
        incident, "change incident", actor=actor, reason=reason, now=now, before=before, after=_told(incident)
    )


def rendered(text: str) -> str:
    """The description of a project has the same cage: no script, style, form or picture, links without weight."""
    return readme.render(text, "text/markdown")


def _locked(entry: IncidentEntry) -> tuple[Incident, IncidentEntry]:
    """The incident first, so that two acts on its entries wait for one another."""
    incident = Incident.objects.select_for_update().filter(pk=entry.incident_id).first()
    found = IncidentEntry.objects.select_related("incident").filter(pk=entry.pk).first()
    if incident is None or found is None:
        raise NotDone("This draft was put aside meanwhile.")
    return incident, found


def _told(incident: Incident) -> dict[str, str]:
    return {"title": incident.title, "sentence": incident.sentence, "impact": incident.impact}


def _record(
    incident: Incident, action: str, *, actor: str, now: datetime, reason: str = "", **values: dict
) -> None:
    audit.record(actor=actor, action=action, subject=str(incident), reason=reason, now=now, **values)
