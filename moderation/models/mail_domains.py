"""Mail domains that make no accounts."""

from typing import ClassVar

from django.db import models


class BannedMailDomain(models.Model):
    """A mail domain, with all below it, whose addresses make no account and are added to none."""

    domain = models.CharField(max_length=253, unique=True, help_text="In lower case, as the DNS has it.")
    reason = models.TextField()
    banned_by = models.CharField(max_length=50)
    banned_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(domain__regex=r"^[a-z0-9-]+([.][a-z0-9-]+)+$"),
                name="banned_mail_domain_is_as_the_dns_has_it",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-banned_at", "-id"], name="bans_newest_first"),  # the console's list
        ]

    def __str__(self) -> str:
        return self.domain
