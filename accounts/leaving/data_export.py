"""All that the index holds about a person, as JSON: each app writes its part, named in DATA_EXPORTS."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.history import events
from accounts.hooks import Refusal
from accounts.mails import credential_mails
from accounts.models import AccountEvent, User

A_DAY = 3
CHUNK = 500  # rows in memory at a time

Section = tuple[str, Iterable[Mapping[str, object]]]  # a name, and plain rows
Part = Callable[[int], Iterator[Section]]  # of a user's id


@transaction.atomic
def begin(*, user: User, now: datetime) -> Refusal | None:
    """Note in the history that the data was taken, and mail it; a refusal where that was done too often today."""
    user = User.objects.select_for_update().get(pk=user.pk)
    lately = AccountEvent.objects.filter(user=user, kind=events.Kind.DATA_EXPORTED).order_by("-id")[:A_DAY]
    today = [event for event in lately if event.at > now - timedelta(days=1)]
    if len(today) == A_DAY:
        wait = today[-1].at + timedelta(days=1) - now
        return Refusal(
            "too_many_exports",
            f"Your data was downloaded {A_DAY} times within a day; try again tomorrow.",
            429,
            retry_after_seconds=int(wait.total_seconds()) + 1,
        )
    events.record(user=user, kind=events.Kind.DATA_EXPORTED, now=now)
    credential_mails.data_exported(user)
    return None


def as_json(*, user: User, now: datetime) -> Iterator[str]:
    """One JSON object, piece by piece: a list of rows for each section, whatever their number."""
    head = {"index": settings.SITE_URL, "username": user.username, "exported_at": now}
    yield _dumped(head)[:-1]
    for path in settings.DATA_EXPORTS:
        part: Part = import_string(path)
        for name, rows in part(user.pk):
            yield f",\n{_dumped(name)}: ["
            yield from _listed(rows)
            yield "]"
    yield "}\n"


def _listed(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    before = "\n"
    for row in rows:
        yield before + _dumped(row)
        before = ",\n"


def _dumped(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
