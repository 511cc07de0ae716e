"""Families: names that one account releases together, declared before it does."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from index.models.projects import Project


class FamilyQuerySet(models.QuerySet["Family"]):
    def in_force(self, now: datetime) -> Self:
        return self.filter(withdrawn_at=None, ends_at__gt=now)


class Family(models.Model):
    """A prefix and the repository behind it: new projects of such names are held for review, not refused for number.

    `index.families` writes them.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="families")
    prefix = models.CharField(max_length=60, help_text="PEP 503, with the hyphen that ends it.")
    confusable_key = models.CharField(max_length=60, help_text="Of the prefix, as projects have one.")
    repository_url = models.CharField(max_length=200)
    declared_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = FamilyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "families"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(prefix__regex="^([a-z0-9]+-)+$"),
                name="family_prefix_is_pep_503_and_a_hyphen",
            ),
            models.UniqueConstraint(
                fields=["user", "prefix"],
                condition=models.Q(withdrawn_at=None),
                name="one_declaration_of_a_family_per_user",
            ),
        ]
        indexes: ClassVar = [
            # families.declare: whether somebody else has one that looks the same
            models.Index(
                fields=["confusable_key"],
                name="declared_families",
                condition=models.Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} of {self.user}"


class FamilyProject(models.Model):
    """A project that was taken for its family, beyond the number of new ones that its owner may make."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="projects")
    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="taken_for")
    taken_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            # families.taken_today
            models.Index(fields=["family", "taken_at"], name="family_projects_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.project} for {self.family}"
