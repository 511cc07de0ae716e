"""What may be answered instead of what was asked for; declared, so that the OpenAPI description tells it."""

from moderation.api.schemas import Problem

READING = {400: Problem, 401: Problem, 403: Problem, 422: Problem}
FINDING = READING | {404: Problem}
ACTING = FINDING | {409: Problem}
