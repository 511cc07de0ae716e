"""Addresses for readers that leave the site: complete, and never by a header that the visitor chose."""

from django.conf import settings


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
