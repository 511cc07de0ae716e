"""Who wants to hear of what, and what is still to be told."""

from typing import ClassVar

from django.db import models


class Webhook(models.Model):
    """An address that hears of events. Its secret is no column: moderation.webhooks.signing derives it."""

    url = models.URLField(max_length=500)
    events = models.JSONField(help_text="Which events, by name; see moderation.webhooks.events.")
    salt = models.CharField(max_length=32, help_text="A new one makes a new secret.")
    created_by = models.CharField(max_length=50)
    created_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(models.Model):
    """One event on its way to one webhook: a row first, so that no event is lost with a process or the broker."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    body = models.TextField(help_text="JSON, as it is signed and sent.")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(
        null=True,
        help_text="When to try next, or when a worker that tries now has surely died; none: settled.",
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=200, blank=True, help_text="What the last attempt met with.")

    class Meta:
        verbose_name_plural = "webhook deliveries"
        indexes: ClassVar = [
            # the sweeper: what is due
            models.Index(
                fields=["due_at", "id"], name="deliveries_due", condition=models.Q(due_at__isnull=False)
            ),
            # the page of a webhook: its newest
            models.Index(fields=["webhook", "-id"], name="deliveries_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook}"
