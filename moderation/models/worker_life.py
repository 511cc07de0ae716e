"""Whether work is done."""

from typing import ClassVar

from django.db import models


class WorkerLife(models.Model):
    """When a worker last did something, and whether it could load the model in force: one row, written by a task."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seen_at = models.DateTimeField()
    model_version = models.CharField(max_length=60, blank=True)
    model_problem = models.CharField(
        max_length=300, blank=True, help_text="Why that model does not load; empty: it does."
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_row_of_worker_life"),
        ]

    def __str__(self) -> str:
        return f"worker seen {self.seen_at}"
