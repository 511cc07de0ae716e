"""The cache in Redis, which may be gone: then the same values live in the database until it is back."""

import json
import logging
import time
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

LEFT_ALONE_SECONDS = 10  # a Redis that hangs costs a process one time-out in so long
OPERATIONS = (
    *("add", "get", "set", "touch", "delete", "incr", "has_key", "clear"),
    *("get_many", "set_many", "delete_many"),
)


class JSONValues:
    """Values as text: whoever can write to Redis changes a count, and runs nothing here as pickles would."""

    def dumps(self, value: Any) -> int | str:
        return value if type(value) is int else json.dumps(value)  # Redis itself counts integers up

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class RedisOrDatabase(RedisCache):
    """Limits are counted here. When Redis goes they start anew in the database and hold there: never do they open."""

    away_until = 0.0  # of this process, by time.monotonic()

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {**params.get("OPTIONS", {}), "serializer": JSONValues}
        super().__init__(server, {**params, "OPTIONS": options})

    def either(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= RedisOrDatabase.away_until:
            try:
                return getattr(RedisCache, operation)(self, *args, **kwargs)
            except RedisError as exc:
                logger.warning("Redis does not answer, the cache is in the database meanwhile: %s", exc)
                RedisOrDatabase.away_until = time.monotonic() + LEFT_ALONE_SECONDS
        return getattr(caches["fallback"], operation)(*args, **kwargs)


def _either(operation: str) -> Any:
    def method(self: RedisOrDatabase, *args: Any, **kwargs: Any) -> Any:
        return self.either(operation, *args, **kwargs)

    method.__name__ = operation
    return method


for _operation in OPERATIONS:
    setattr(RedisOrDatabase, _operation, _either(_operation))
