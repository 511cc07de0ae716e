"""How waits add up, as a pure rule, and how counts are kept."""

from datetime import timedelta

import pytest

from accounts.logging_in import limits
from accounts.models import LoginFailures
from tests.factories import NOW

HOUR = 3600


def tries_within(limit, seconds):
    """As many as somebody can make who is there the moment that each wait is over."""
    count, waited = 0, 0.0
    while waited < seconds:
        count += 1
        waited += limit.wait_after(count).total_seconds()
    return count


def test_no_account_is_guessed_at_more_than_a_hundred_times_an_hour():
    assert tries_within(limits.ACCOUNT_FROM_ADDRESS, HOUR) <= 100
    assert tries_within(limits.ACCOUNT, HOUR) <= 100


@pytest.mark.parametrize("limit", limits.LIMITS)
def test_waits_grow_to_a_longest_one_that_is_forgotten_later(limit):
    waits = [limit.wait_after(failures) for failures in range(1, 200)]
    assert waits == sorted(waits)
    assert waits[limit.free - 2] == timedelta(0) < waits[limit.free - 1] == limit.first
    assert waits[-1] == limit.longest <= limit.forgotten_after


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        (None, None, True),
    ],
)
def test_what_counts_as_one_place(one, other, same):
    assert (limits.network(one) == limits.network(other)) is same


@pytest.mark.django_db
def test_a_wait_is_over_at_its_end_and_a_refusal_does_not_prolong_it():
    counts = [limits.count_of_second_factor(1)]
    for _ in range(5):
        assert limits.take(counts, now=NOW) is None
    assert limits.take(counts, now=NOW + timedelta(seconds=59)).retry_after_seconds == 1
    assert limits.take(counts, now=NOW + timedelta(seconds=60)) is None
    assert LoginFailures.objects.get().count == 6


@pytest.mark.django_db
def test_old_failures_are_forgotten():
    counts = [limits.count_of_address("192.0.2.1")]
    for _ in range(30):
        limits.take(counts, now=NOW)
    assert limits.take(counts, now=NOW)
    assert limits.take(counts, now=NOW + timedelta(hours=1, seconds=1)) is None
    assert LoginFailures.objects.get().count == 1


@pytest.mark.django_db
def test_names_that_are_counted_cannot_be_read_in_the_table():
    limits.take(limits.counts_of_login(account="name ann@example.com", address="192.0.2.1"), now=NOW)
    stored = str(list(LoginFailures.objects.values()))
    assert "ann" not in stored
    assert "192.0.2" not in stored
