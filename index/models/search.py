"""What search knows."""

from django.db import models

from index.models.projects import Project


class SearchEntry(models.Model):
    """What search knows of a listed project; `index.search.entries` writes it.

    The table has columns of its own in each database, which the migration adds: text search vectors in
    PostgreSQL, in SQLite the text that its FTS5 tables index. A migration of this model must keep them.
    """

    id = models.BigIntegerField(
        primary_key=True,
        help_text="Unix time of the newest release, or the next free number: search walks it to be newest first.",
    )
    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="search_entry")
    name = models.CharField(max_length=100, unique=True, help_text="The project's normalized name.")

    def __str__(self) -> str:
        return self.name
