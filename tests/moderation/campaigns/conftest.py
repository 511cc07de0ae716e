from datetime import timedelta

import pytest

from moderation.campaigns.models import Arrival, Campaign
from tests.moderation.campaigns.traffic import START, Person, Sent, code, send, wave_2025

TEXT = (
    "Order the lamp of the century today, in seven colours, and pay whenever you like it. It lights a room of forty "
    "square metres, warms the feet of whoever reads beside it, and is delivered before breakfast by a friendly driver. "
    "Every tenth buyer wins a journey to the harbour of their choice; write to our hotline within the next two days, "
    "name the voucher and say which colour your neighbours have bought."
)


def lamp(number, owner=None, **fields):
    """An advertisement of one wave."""
    owner = owner or Person(
        f"seller{number}", f"shop{number}.example", START - timedelta(days=number), f"10.{number}.0.1"
    )
    at = START + timedelta(hours=number)
    return Sent(f"lamp-{number}", owner, at, f"Lamps, offer {number}", TEXT, is_spam=True, **fields)


def honest_copy():
    """An honest project with the wave's text."""
    owner = Person("original", "original.example", START - timedelta(days=30), "192.0.2.9")
    from random import Random

    links = (("Source", "https://github.com/original/lamplight"),)
    at = START + timedelta(hours=30)
    return Sent("lamplight", owner, at, "Lamps, drawn", TEXT, links, code(Random(1), 3))


@pytest.fixture
def card():
    """Six members of six accounts, and one apart."""
    send([*(lamp(number) for number in range(6)), honest_copy()])
    found = Campaign.objects.cards().get()
    assert (found.projects, found.accounts, found.apart) == (6, 6, 1)
    return found


@pytest.fixture
def empties():
    """Eight empty projects of four accounts of one mail domain."""
    send(wave_2025(4, 8))
    return Campaign.objects.cards().get()


def member(name):
    return Arrival.objects.select_related("project", "release", "campaign").get(project__name=name)
