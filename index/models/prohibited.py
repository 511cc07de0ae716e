"""Names that nobody may register."""

from typing import ClassVar

from django.db import models


class ProhibitedName(models.Model):
    """A name, or a pattern of names, that no new project may have. Projects that are there are not touched by it.

    `index.prohibited_names` writes them.
    """

    normalized_name = models.CharField(
        max_length=100, unique=True, help_text="PEP 503; in a pattern `*` stands for anything or nothing."
    )
    is_pattern = models.BooleanField(default=False, db_default=False)
    reason = models.TextField()
    prohibited_by = models.CharField(max_length=50, blank=True, default="", db_default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(is_pattern=False, normalized_name__regex="^[a-z0-9]+(-[a-z0-9]+)*$")
                | models.Q(is_pattern=True, normalized_name__regex=r"^[a-z0-9-]*\*[a-z0-9*-]*$"),
                name="prohibited_name_is_pep_503_or_a_pattern",
            ),
        ]
        indexes: ClassVar = [
            # index.gates.name_allowed: all patterns, for each new project
            models.Index(
                fields=["normalized_name"], name="prohibited_patterns", condition=models.Q(is_pattern=True)
            ),
            models.Index(fields=["-created_at", "-id"], name="prohibited_newest_first"),  # the console's list
        ]

    def __str__(self) -> str:
        return self.normalized_name
