"""Switches, and who turned them."""

from typing import ClassVar

from django.db import models


class Flag(models.Model):
    """A switch. The ids are those of the public index, so that runbooks carry over; the last, a step, is ours."""

    class Id(models.TextChoices):
        NO_NEW_USERS = "disallow-new-user-registration", "No new users"
        NO_NEW_PROJECTS = "disallow-new-project-registration", "No new projects"
        NO_UPLOADS = "disallow-new-upload", "No uploads"
        NO_DELETION = "disallow-deletion", "No deletion"
        READ_ONLY = "read-only", "Read only"
        HOLD_NEW_PROJECTS = "hold-new-projects", "New projects wait for review"

    class Reach(models.TextChoices):
        """Whose new projects are held."""

        NEWCOMERS = "newcomers", "Those of newcomers"
        ALL = "all", "All"

    id = models.CharField(max_length=40, primary_key=True, choices=Id)
    enabled = models.BooleanField(default=False)
    reach = models.CharField(
        max_length=9, choices=Reach, blank=True, help_text="Of the step, while it is on."
    )
    reason = models.TextField(blank=True, help_text="For the admins.")
    notice = models.TextField(blank=True, help_text="For everybody: shown on every page and in each refusal.")
    changed_by = models.CharField(max_length=50)
    since = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(id="hold-new-projects", enabled=True) ^ models.Q(reach=""),
                name="flag_has_a_reach_while_it_is_the_step_and_on",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def title(self) -> str:
        if self.reach == self.Reach.NEWCOMERS:
            return "New projects of newcomers wait for review"
        return self.Id(self.id).label
