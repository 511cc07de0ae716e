"""Builds that may upload without a stored secret, and what is kept of their proofs."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from accounts.models import ApiToken
from index.models.people import Role
from index.models.projects import Project
from index.trusted_publishing import identities


class TrustedPublisherQuerySet(models.QuerySet["TrustedPublisher"]):
    def live(self) -> Self:
        """Those whose tokens upload: rights are read from the present, so no row outlives what it stood on.

        A project's publisher needs that the account that added it owns the project still; a pending one, that
        nobody has taken the name.
        """
        owns = Role.objects.filter(
            project=models.OuterRef("project"), user=models.OuterRef("added_by"), kind=Role.Kind.OWNER
        )
        taken = Project.objects.filter(normalized_name=models.OuterRef("pending_name"))
        return self.filter(
            models.Q(models.Exists(owns), project__removed_at=None)
            | models.Q(~models.Exists(taken), project=None),
            added_by__is_active=True,
        )


class TrustedPublisher(models.Model):
    """A build that may upload without a stored secret: who issues its identity tokens, and what they must say.

    Without a project it is pending: the first upload creates the project of that name.
    """

    class Kind(models.TextChoices):
        GITHUB = "github", "GitHub"
        GITLAB = "gitlab", "GitLab"
        OTHER = "other", "Other issuer"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, null=True, related_name="publishers")
    pending_name = models.CharField(max_length=100, blank=True, help_text="PEP 503; while it is pending.")
    kind = models.CharField(max_length=6, choices=Kind)
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255, help_text="What its tokens are found by.")
    terms = models.JSONField(help_text="Its identity, as index.trusted_publishing.identities spells it.")
    owner_id = models.CharField(
        max_length=40, blank=True, help_text="Of the repository's owner; kept from the first token."
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trusted_publishers"
    )
    added_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    tokens = models.ManyToManyField(ApiToken, related_name="publishers", blank=True)

    objects = TrustedPublisherQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(project=None) ^ models.Q(pending_name=""),
                name="publisher_has_a_project_or_awaits_one",
            ),
            models.UniqueConstraint(
                fields=["project", "issuer", "terms"], name="one_publisher_of_an_identity_per_project"
            ),
            models.UniqueConstraint(
                fields=["added_by", "pending_name", "issuer", "terms"],
                condition=models.Q(project=None),
                name="one_pending_publisher_of_an_identity_per_account",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["issuer", "subject"], name="publisher_by_subject"),  # minting
        ]

    def __str__(self) -> str:
        return str(self.identity)

    @property
    def identity(self) -> identities.Identity:
        return identities.KINDS[self.kind](**self.terms)

    @property
    def repository_url(self) -> str:
        return self.identity.repository_url(self.issuer)

    @property
    def project_name(self) -> str:
        return self.project.normalized_name if self.project else self.pending_name


class IssuerKeys(models.Model):
    """The last good set of keys of an issuer of identity tokens."""

    issuer = models.CharField(max_length=200, unique=True)
    keys = models.JSONField(default=list, help_text="JSON Web Keys (RFC 7517).")
    fetched_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.issuer


class UsedIdentityToken(models.Model):
    """An identity token that was exchanged; each is taken once."""

    issuer = models.CharField(max_length=200)
    jti_sha256 = models.CharField(max_length=64)
    forget_at = models.DateTimeField(
        db_index=True, help_text="By then the token itself is refused as expired."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "jti_sha256"], name="identity_token_is_used_once"),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.jti_sha256}"
