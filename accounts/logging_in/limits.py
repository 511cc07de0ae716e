"""How often somebody may fail to prove who they are: one count for every door, with ever longer waits.

Counted in the database, so that all processes share one count and it does not depend on a cache. Without the database
nobody can log in either: it fails closed. An attempt is counted before anything is hashed, and given back when it
succeeds; so many at once gain nothing.
"""

import hashlib
import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts import refusal_counts
from accounts.hooks import Refusal
from accounts.models import LoginFailures

GATES = "LOGIN"  # what refusals are counted under
IPV6_PREFIX = 64  # what one household has, and may change as it likes


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures are free; then each doubles the wait, from `first` up to `longest`."""

    name: str
    free: int
    first: timedelta
    longest: timedelta
    forgotten_after: timedelta

    def wait_after(self, failures: int) -> timedelta:
        if failures < self.free:
            return timedelta(0)
        return min(self.first * 2 ** min(failures - self.free, 20), self.longest)


SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))

# One account from one place: somebody who guesses, or who forgot.
ACCOUNT_FROM_ADDRESS = Limit("account from address", 5, 30 * SECOND, HOUR, DAY)
# One account from anywhere: guessing from many addresses. Browsers that its owner logged in with are not held up.
ACCOUNT = Limit("account", 50, MINUTE, 15 * MINUTE, DAY)
# Any account from one place. Many people may share an address, so it has more room.
ADDRESS = Limit("address", 30, 30 * SECOND, HOUR, HOUR)
# The second step of one account. Six digits are few, so the waits add up to some fifty tries a day.
SECOND_FACTOR = Limit("second factor", 5, MINUTE, HOUR, DAY)
LIMITS = (ACCOUNT_FROM_ADDRESS, ACCOUNT, ADDRESS, SECOND_FACTOR)


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted under which limit."""

    limit: Limit
    of: str

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.limit.name}\n{self.of}".encode()).hexdigest()


def counts_of_login(*, account: str, address: str | None, device: str | None = None) -> list[Count]:
    """What an attempt to log in to `account` counts under; from a known device its owner's own count."""
    place = network(address)
    if device:
        return [Count(ACCOUNT_FROM_ADDRESS, f"{account} device {device}"), Count(ADDRESS, place)]
    return [
        Count(ACCOUNT_FROM_ADDRESS, f"{account} {place}"),
        Count(ACCOUNT, account),
        Count(ADDRESS, place),
    ]


def count_of_address(address: str | None) -> Count:
    return Count(ADDRESS, network(address))


def count_of_second_factor(user_id: int) -> Count:
    return Count(SECOND_FACTOR, str(user_id))


@transaction.atomic
def take(counts: Iterable[Count], *, now: datetime) -> Refusal | None:
    """Count an attempt before it is made; a refusal where it must wait, which then counts nothing."""
    limits = {count.key: count.limit for count in counts}
    rows = _locked(limits, now=now)
    until = max((row.blocked_until for row in rows if row.blocked_until), default=now)
    if until > now:
        refusal_counts.add_one(gates=GATES, code="too_many_attempts")
        return _refusal(until - now)
    for row in rows:
        _add_failure(row, limits[row.key], now=now)
    LoginFailures.objects.bulk_update(rows, ["count", "last_at", "blocked_until"])
    return None


@transaction.atomic
def give_back(counts: Iterable[Count]) -> None:
    """The attempt succeeded. Whose it was starts anew; what others share only loses this one attempt.

    Wiped, a shared count would let somebody guess for ever who logs in to an account of theirs in between.
    """
    for count in sorted(counts, key=lambda count: count.key):  # as `_locked` does
        rows = LoginFailures.objects.filter(key=count.key)
        if count.limit in (ACCOUNT_FROM_ADDRESS, SECOND_FACTOR):
            rows.delete()
        else:
            rows.filter(count__gt=0).update(count=F("count") - 1, blocked_until=None)


def forget(*, now: datetime) -> int:
    longest = max(limit.forgotten_after for limit in LIMITS)
    return LoginFailures.objects.filter(last_at__lt=now - longest).delete()[0]


def network(address: str | None) -> str:
    """An address as limits count it; an unknown one is one place, or not telling it would help."""
    if address is None:
        return "unknown"
    if ipaddress.ip_address(address).version == 4:  # noqa: PLR2004 - IPv4
        return address
    return str(ipaddress.ip_network(f"{address}/{IPV6_PREFIX}", strict=False))


def _locked(limits: Mapping[str, Limit], *, now: datetime) -> list[LoginFailures]:
    """The rows of these keys, always locked in one order: two attempts never wait for each other."""
    keys = sorted(limits)
    fresh = [LoginFailures(key=key, count=0, last_at=now) for key in keys]
    LoginFailures.objects.bulk_create(fresh, ignore_conflicts=True)
    rows = list(LoginFailures.objects.select_for_update().filter(key__in=keys).order_by("key"))
    for row in rows:
        if row.last_at < now - limits[row.key].forgotten_after:
            row.count, row.blocked_until = 0, None
    return rows


def _add_failure(row: LoginFailures, limit: Limit, *, now: datetime) -> None:
    row.count += 1
    row.last_at = now
    wait = limit.wait_after(row.count)
    row.blocked_until = now + wait if wait else None


def _refusal(wait: timedelta) -> Refusal:
    seconds = max(1, round(wait.total_seconds()))
    minutes = -(-seconds // 60)
    how_long = f"{seconds} seconds" if seconds < 60 else f"{minutes} minute{'s' * (minutes > 1)}"  # noqa: PLR2004
    return Refusal(
        "too_many_attempts",
        f"There were too many wrong attempts; try again in {how_long}.",
        429,
        retry_after_seconds=seconds,
    )
