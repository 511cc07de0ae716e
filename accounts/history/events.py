"""The one writer of the security history: verbs of ours record in their transaction, the library's acts just after."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q

from accounts import origin
from accounts.history.event_models import AccountEvent
from accounts.logging_in import limits
from accounts.models import User

Kind = AccountEvent.Kind
Details = Mapping[str, str | int | bool | list[str]]
LONGEST_VALUE = 254  # an address; a name that somebody chose may be longer
DECOYS_KEPT = timedelta(days=1)


def record(
    *, user: User, kind: Kind, now: datetime, details: Details | None = None, is_own: bool = True
) -> AccountEvent:
    """Write down what happened. Where somebody else did it, from where is nothing that the owner is to read."""
    return AccountEvent.objects.create(
        user=user,
        kind=kind,
        at=now,
        address=origin.current_address() if is_own else None,
        client=origin.current_client() if is_own else "",
        details=_shortened(details or {}),
    )


def record_for_all(*, user_ids: Iterable[int], kind: Kind, now: datetime) -> None:
    """Write down what was done to many accounts at once."""
    AccountEvent.objects.bulk_create(
        [AccountEvent(user_id=user_id, kind=kind, at=now) for user_id in sorted(user_ids)], batch_size=500
    )


def count_failure(*, user: User | None, kind: Kind, now: datetime) -> None:
    """Count a failed attempt in the row of its account, its place and its day: guessing does not fill the table.

    An attempt at no account at all is written too, with the same two statements, so that the time tells nothing.
    """
    address = origin.current_address()
    key = f"{user.pk if user else 'nobody'} {kind} {limits.network(address)} {now:%Y-%m-%d}"
    row = AccountEvent(
        user=user,
        kind=kind,
        at=now,
        address=address,
        client=origin.current_client(),
        count=0,
        folded_by=key,
    )
    AccountEvent.objects.bulk_create([row], ignore_conflicts=True)
    AccountEvent.objects.filter(folded_by=key).update(count=F("count") + 1, last_at=now)


def forget(*, now: datetime) -> None:
    """From where something was done is forgotten first, then that it was done; decoys after a day."""
    origins_before = now - timedelta(days=settings.KEEP_ADDRESSES_DAYS)
    with_origin = AccountEvent.objects.filter(~Q(client="") | Q(address__isnull=False), at__lt=origins_before)
    with_origin.update(address=None, client="")
    AccountEvent.objects.filter(at__lt=now - timedelta(days=settings.KEEP_SECURITY_HISTORY_DAYS)).delete()
    AccountEvent.objects.filter(user=None, at__lt=now - DECOYS_KEPT).delete()


def _shortened(details: Details) -> dict[str, object]:
    return {
        name: value[:LONGEST_VALUE].replace("\0", "") if isinstance(value, str) else value
        for name, value in details.items()
    }
