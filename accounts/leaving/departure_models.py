"""Accounts whose owners want them deleted."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class AccountDeletion(models.Model):
    """An owner asked for the account to be deleted; until it is due they can stop it. Kept once it is done."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deletion")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    leaves_projects = models.BooleanField(help_text="Projects may be left without an owner.")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            # what is due
            models.Index(fields=["due_at", "id"], name="deletions_due", condition=models.Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"deletion of {self.user}"
