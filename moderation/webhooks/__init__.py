"""Webhooks: other programs hear what happens in moderation, signed as standardwebhooks.com says."""
