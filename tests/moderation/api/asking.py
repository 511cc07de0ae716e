"""Asking the JSON API as a program does."""

import json
from datetime import timedelta

from django.utils import timezone

from moderation.api import staff_tokens


def token_of(user, *scopes):
    now = timezone.now()
    _, text = staff_tokens.issue(
        user=user, description="a bot", scopes=scopes, expires_at=now + timedelta(days=1), now=now
    )
    return text


def ask(client, method, path, *, token, body=None, **query):
    headers = {"authorization": f"Bearer {token}"} if token is not None else {}
    content = "" if body is None else json.dumps(body)
    return client.generic(
        method, path, content, content_type="application/json", headers=headers, query_params=query
    )
