"""The cache while its Redis is gone: nothing fails, and limits hold."""

import pickle  # noqa: TID251 - what another tenant of the server may leave behind
import socket

import pytest
from django.core.cache import caches
from django.test import Client

from config.cache import RedisOrDatabase
from tests.factories import PASSWORD, make_user


@pytest.fixture
def no_redis(settings, monkeypatch):
    """A cache whose Redis is nowhere; each process has its own."""
    settings.CACHES = {
        "default": {
            "BACKEND": "config.cache.RedisOrDatabase",
            "LOCATION": "redis://127.0.0.1:9/0",
            "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2},
        },
        "fallback": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "fallback"},
    }
    monkeypatch.setattr(RedisOrDatabase, "away_until", 0.0)
    yield caches["default"]
    caches["fallback"].clear()


def test_what_is_kept_is_found_again(no_redis):
    no_redis.set("a", 1)
    assert no_redis.get("a") == 1
    assert no_redis.add("a", 2) is False
    assert no_redis.incr("a") == 2
    assert no_redis.get_many(["a", "b"]) == {"a": 2}
    no_redis.set_many({"b": 3})
    no_redis.delete("a")
    assert ("a" in no_redis, "b" in no_redis) == (False, True)


@pytest.mark.django_db
def test_logging_in_works_and_limits_hold(no_redis):
    make_user("ann")
    form = {"login": "ann", "password": PASSWORD}
    assert Client().post("/account/login/", form).status_code == 302
    answers = [Client().post("/account/login/", form).status_code for _ in range(30)]
    assert answers[-1] == 429


def test_a_redis_that_hangs_costs_one_time_out(no_redis, settings, monkeypatch):
    connected = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CACHES = settings.CACHES | {
            "default": settings.CACHES["default"]
            | {"LOCATION": f"redis://127.0.0.1:{server.getsockname()[1]}/0"}
        }
        for number in range(5):
            caches["default"].set(f"key{number}", number)
        server.settimeout(0.1)
        while True:
            try:
                connected.append(server.accept()[0])
            except TimeoutError:
                break
    for connection in connected:
        connection.close()
    assert len(connected) <= 2, "the one, and the attempt that its client makes again"


class RunsWhenItIsRead:
    def __reduce__(self):
        return pytest.fail, ("a value ran",)


def test_what_lies_in_redis_is_text_that_runs_nothing(no_redis):
    values = no_redis._cache._serializer
    kept = [0, -5, True, None, 1.5, "text", [1.5, 2.5], {"a": [1]}]
    assert [values.loads(str(values.dumps(value)).encode()) for value in kept] == kept
    with pytest.raises(ValueError, match=r"decode|Expecting"):
        values.loads(pickle.dumps(RunsWhenItIsRead()))


def test_tasks_and_sessions_are_json(settings):
    assert settings.CELERY_TASK_SERIALIZER == "json"
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
