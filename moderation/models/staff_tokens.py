"""Tokens of the staff, for programs that ask the console's JSON API."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models


class StaffTokenQuerySet(models.QuerySet["StaffToken"]):
    def usable(self, now: datetime) -> Self:
        """Neither revoked nor expired, and of an account that may log in."""
        return self.filter(revoked_at=None, expires_at__gt=now, user__is_active=True)


class StaffToken(models.Model):
    """A secret that acts in its owner's name: within its scopes, and never beyond what the owner's role is by then."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_tokens")
    description = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, in hexadecimal.")
    shown = models.CharField(max_length=20, help_text="The first characters, by which its owner knows it.")
    scopes = models.JSONField(help_text="See moderation.scopes.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = StaffTokenQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(digest__regex="^[0-9a-f]{64}$"), name="staff_token_digest_is_sha256_hex"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.description} ({self.shown}…)"
