"""Who may change a project: roles, invitations to one, tokens for one."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from accounts.models import ApiToken
from index.models.projects import Project


class Role(models.Model):
    """What a user may do with a project."""

    class Kind(models.TextChoices):
        OWNER = "owner"
        MAINTAINER = "maintainer"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="roles")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "user"], name="one_role_per_user_and_project"),
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.kind} of {self.project}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self, now: datetime) -> Self:
        """What may still be accepted."""
        return self.filter(settled_at=None, expires_at__gt=now, project__removed_at=None)


class Invitation(models.Model):
    """A role offered to a user, who has it only once they accept. Settled ones stay: limits count them."""

    class Kind(models.TextChoices):
        OWNER = "owner"
        MAINTAINER = "maintainer"
        TRANSFER = "transfer", "owner in place of the inviter"

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted"
        DECLINED = "declined"
        REVOKED = "revoked"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(help_text="The newest mail about it.")
    times_sent = models.PositiveIntegerField(default=1)
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "user"],
                condition=models.Q(settled_at=None),
                name="one_open_invitation_per_user_and_project",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.kind} of {self.project}"


class TokenScope(models.Model):
    """The project that a token is for, where it is not for the whole account."""

    token = models.OneToOneField(ApiToken, on_delete=models.CASCADE, related_name="scope")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.token} for {self.project}"
