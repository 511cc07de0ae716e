"""The figures of the index and of projects, counted by tasks."""

from typing import ClassVar

from django.db import models

from index.models.projects import Project


class Day(models.Model):
    """What was published on one day, in UTC; `index.statistics` counts it."""

    date = models.DateField(primary_key=True)
    files = models.PositiveIntegerField()
    projects = models.PositiveIntegerField(help_text="New ones.")
    size_bytes = models.BigIntegerField(help_text="Of the day's files.")

    def __str__(self) -> str:
        return f"{self.date}: {self.files} files"


class Figures(models.Model):
    """The figures of the whole index as last counted: one row, so that no page counts."""

    counted_at = models.DateTimeField()
    projects = models.PositiveIntegerField()
    releases = models.PositiveIntegerField()
    files = models.PositiveIntegerField()
    users = models.PositiveIntegerField()
    size_bytes = models.BigIntegerField()
    largest = models.JSONField(help_text="[project id, bytes, files] of the largest projects.")
    most_files = models.JSONField(help_text="Likewise, of those with most files.")

    def __str__(self) -> str:
        return f"figures of {self.counted_at}"


class DailyDownloads(models.Model):
    """How often files of a project were fetched on one day, in UTC; `index.downloads` counts it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "daily downloads"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "day"], name="one_count_a_project_and_day"),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="downloads_by_day")]  # forgetting old days

    def __str__(self) -> str:
        return f"{self.project} on {self.day}: {self.count}"
