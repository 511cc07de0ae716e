"""The fuzzer's targets still fit the code: every seed is read, and most of what can be accepted is."""

import importlib

import pytest

TARGETS = ("archives", "metadata", "upload")


def target_of(name):
    target = importlib.import_module(f"tests.fuzz.{name}")
    if name == "upload":
        target.token.cache_clear()  # it went with the rows of the test before
    return target


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "accepted"), [("archives", 11), ("metadata", 18), ("upload", 5)])
def test_the_seeds_are_read(name, accepted):
    target = target_of(name)

    outcomes = [target.run(seed) for seed in target.seeds()]

    assert sum(outcome.startswith("accepted") for outcome in outcomes) >= accepted, outcomes


@pytest.mark.django_db
@pytest.mark.parametrize("data", [b"", b"\0", b"\1\0\0", b"\3" + b"x" * 600])
@pytest.mark.parametrize("name", TARGETS)
def test_any_bytes_have_an_outcome(name, data):
    assert target_of(name).run(data)
