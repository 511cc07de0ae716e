"""The lines that admins drew."""

from typing import ClassVar

from django.db import models


class LineSetting(models.Model):
    """What an admin decided of the lines. Rows are only added; the newest is in force."""

    list_below = models.FloatField(null=True, blank=True, help_text="Empty: nothing is listed by its score.")
    honest_holds_a_week = models.FloatField(
        null=True,
        blank=True,
        help_text="How many honest uploads may be held; empty: nothing is held by its score.",
    )
    set_by = models.CharField(max_length=50)
    reason = models.TextField()
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(list_below=None) | models.Q(list_below__gte=0, list_below__lte=1),
                name="list_below_is_0_to_1",
            ),
            models.CheckConstraint(
                condition=models.Q(honest_holds_a_week=None) | models.Q(honest_holds_a_week__gt=0),
                name="honest_holds_a_week_are_some",
            ),
        ]

    def __str__(self) -> str:
        return f"lines of {self.set_at:%Y-%m-%d %H:%M}"
