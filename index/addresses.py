"""Addresses for readers that leave the site: complete, and never by a header that the visitor chose."""

from django.conf import settings
from django.urls import reverse


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def provenance(name: str, version: str, filename: str) -> str:
    """Of a file's attestations; by the project's normalized name."""
    return absolute(reverse("provenance", args=[name, version, filename]))
