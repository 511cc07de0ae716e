"""What happened to projects."""

from typing import ClassVar

from django.db import models

from index.models.projects import Project


class JournalEntry(models.Model):
    """What happened to a project. The primary key is the serial that mirrors follow; rows are only added.

    `index.journal` writes them.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="journal")
    version = models.CharField(max_length=100, blank=True)
    action = models.CharField(max_length=200)
    actor = models.CharField(max_length=120, help_text="A user name, or what acted by itself.")
    reason = models.TextField(blank=True)
    address = models.GenericIPAddressField(null=True, blank=True, help_text="Where the actor asked from.")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["project", "-id"], name="journal_of_a_project"),  # a project's history
            # what an account did: the export of its data, the console's page of it
            models.Index(fields=["actor", "-id"], name="journal_of_an_actor"),
            # index.tasks.forget_addresses
            models.Index(
                fields=["at"], name="journal_with_address", condition=models.Q(address__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.version}: {self.action}"
