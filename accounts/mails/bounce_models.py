"""Addresses that mail came back from."""

from allauth.account.models import EmailAddress
from django.db import models


class MailBounce(models.Model):
    """Mail to this address came back for good: nothing but a link to verify it is sent there until it is verified."""

    email_address = models.OneToOneField(EmailAddress, on_delete=models.CASCADE, related_name="bounce")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True, help_text="What the mail server said.")

    def __str__(self) -> str:
        return f"bounce of {self.email_address}"
