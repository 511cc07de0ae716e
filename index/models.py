"""Projects, releases, distribution files, and who may change them."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.models import ApiToken, User
from index import publisher_identities


class ProjectQuerySet(models.QuerySet["Project"]):
    """Visibility is one rule, spelt here and nowhere else; every channel uses these verbs."""

    def known(self) -> Self:
        """Not removed: the name has a page on the simple index, if only to say `quarantined`."""
        return self.filter(removed_at=None)

    def visible(self) -> Self:
        """What anybody may see and install: neither removed nor quarantined, with a release that is offered."""
        released = Release.objects.offered().filter(project=models.OuterRef("pk"))
        return self.known().exclude(status=Project.Status.QUARANTINED).filter(models.Exists(released))

    def listed(self) -> Self:
        """What search, feeds and the sitemap show: visible and looked at, by the model at least."""
        return self.visible().filter(listed=True)

    def owned_by(self, user: User) -> Self:
        return self.filter(roles__user=user)


class Project(models.Model):
    """A name on the index. Its row is never deleted, so the name stays reserved."""

    class Status(models.TextChoices):
        """PEP 792."""

        ACTIVE = "active"
        ARCHIVED = "archived"
        DEPRECATED = "deprecated"
        QUARANTINED = "quarantined"

    name = models.CharField(max_length=100, help_text="As the first uploader wrote it.")
    normalized_name = models.CharField(max_length=100, unique=True, help_text="PEP 503.")
    confusable_key = models.CharField(max_length=100, help_text="What names that look alike have in common.")
    status = models.CharField(max_length=11, choices=Status, default=Status.ACTIVE)
    status_reason = models.TextField(blank=True)
    listed = models.BooleanField(
        default=False, help_text="Shown in search and feeds; its links are followed."
    )
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    last_serial = models.BigIntegerField(default=0, help_text="Of its newest journal entry.")
    changed_second = models.BigIntegerField(
        default=0, help_text="Of its newest journal entry, in Unix time; no two of its entries share one."
    )
    search_serial = models.BigIntegerField(
        default=-1, help_text="Of the newest journal entry that its search entry knows of."
    )
    size_bytes = models.BigIntegerField(default=0, help_text="Of all its files together.")
    max_size_bytes = models.BigIntegerField(
        null=True, blank=True, help_text="What they may have together; empty: the index's own limit."
    )
    max_file_bytes = models.BigIntegerField(
        null=True, blank=True, help_text="What one file may have; empty: the index's own limit."
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["confusable_key"], name="project_by_confusable_key"
            ),  # uploads: names that look alike
            models.Index(
                fields=["-created_at", "id"], name="project_newest_first"
            ),  # home: the newest projects
            models.Index(
                fields=["id"],
                name="project_awaiting_search",
                condition=models.Q(search_serial__lt=models.F("last_serial")),
            ),  # index.search.entries.refresh_overdue: what a crash left behind
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(normalized_name__regex="^[a-z0-9]+(-[a-z0-9]+)*$"),
                name="project_normalized_name_is_pep_503",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("project", args=[self.normalized_name])


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


class ReleaseQuerySet(models.QuerySet["Release"]):
    def offered(self) -> Self:
        """Releases neither held nor removed, whatever their project's state."""
        return self.filter(held_at=None, removed_at=None)

    def visible(self) -> Self:
        """Releases that are offered, of projects that are visible."""
        return self.offered().filter(project__in=Project.objects.visible())

    def listed(self) -> Self:
        """Releases that are offered, of projects that are listed."""
        return self.offered().filter(project__in=Project.objects.listed())


class Release(models.Model):
    """One version of a project, with the metadata of the file that made it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="releases")
    version = models.CharField(max_length=100, help_text="PEP 440, in its canonical form.")
    summary = models.CharField(max_length=1000, blank=True)
    description = models.TextField(blank=True)
    description_content_type = models.CharField(max_length=100, blank=True)
    description_html = models.TextField(null=True, help_text="Rendered and sanitised; null while it waits.")  # noqa: DJ001
    metadata = models.JSONField(help_text="Core metadata as the distribution file states it.")
    requires_python = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    yanked_at = models.DateTimeField(null=True, blank=True)
    yanked_reason = models.TextField(blank=True)
    held_at = models.DateTimeField(null=True, blank=True, help_text="Awaiting review; not served.")
    removed_at = models.DateTimeField(null=True, blank=True, help_text="Its version stays reserved.")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "version"], name="one_release_per_version"),
        ]
        indexes: ClassVar = [
            # index.tasks.render_overdue: what no worker has rendered
            models.Index(
                fields=["id"], name="release_awaiting_rendering", condition=models.Q(description_html=None)
            ),
            models.Index(fields=["-created_at", "-id"], name="release_newest_first"),  # feeds: the newest
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("release", args=[self.project.normalized_name, self.version])


class DistributionFileQuerySet(models.QuerySet["DistributionFile"]):
    def offered(self) -> Self:
        """Files that are not removed, of releases that are offered, whatever their project's state."""
        return self.filter(removed_at=None, release__held_at=None, release__removed_at=None)

    def visible(self) -> Self:
        """What anybody may download: files that are not removed, of releases that are visible."""
        return self.filter(removed_at=None, release__in=Release.objects.visible())


class DistributionFile(models.Model):
    """One sdist or wheel. Its name is taken for ever."""

    class Kind(models.TextChoices):
        SDIST = "sdist"
        WHEEL = "bdist_wheel"

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="files")
    filename = models.CharField(max_length=255, unique=True)
    kind = models.CharField(max_length=11, choices=Kind)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    blake2b_256 = models.CharField(max_length=64)
    md5 = models.CharField(max_length=32)
    metadata_sha256 = models.CharField(
        max_length=64, help_text="Of the core metadata beside the file (PEP 658)."
    )
    python_modules = models.PositiveIntegerField(default=0, help_text="Python files in the archive.")
    uploaded_at = models.DateTimeField()
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = DistributionFileQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="file_sha256_is_lower_hex"
            ),
            models.UniqueConstraint(
                fields=["release"], condition=models.Q(kind="sdist"), name="one_sdist_per_release"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["uploaded_at"], name="file_by_upload_time"),  # index.statistics: files a day
        ]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return f"/packages/{self.path}"

    @property
    def offers_metadata(self) -> bool:
        """Whether its core metadata is served beside it (PEP 658): that of an sdist may change when it is built."""
        return self.kind == self.Kind.WHEEL

    @property
    def path(self) -> str:
        """Where the bytes are, below `/packages/` and in the store alike."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256[4:]}/{self.filename}"


class StagedFile(models.Model):
    """A file on its way through the upload page: its metadata has been read, it is not published yet."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=255)
    path = models.CharField(
        max_length=100, unique=True, help_text="Where the bytes wait, in the staging store."
    )
    size_bytes = models.BigIntegerField()
    metadata = models.JSONField(help_text="Core metadata as the file states it.")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "filename"], name="one_staged_file_per_name_and_user"),
        ]

    def __str__(self) -> str:
        return self.filename


class TokenScope(models.Model):
    """The project that a token is for, where it is not for the whole account."""

    token = models.OneToOneField(ApiToken, on_delete=models.CASCADE, related_name="scope")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.token} for {self.project}"


class ProhibitedName(models.Model):
    """A name that nobody may register."""

    normalized_name = models.CharField(max_length=100, unique=True)
    reason = models.TextField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.normalized_name


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
            # index.tasks.forget_addresses
            models.Index(
                fields=["at"], name="journal_with_address", condition=models.Q(address__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.version}: {self.action}"


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
    terms = models.JSONField(help_text="Its identity, as index.publisher_identities spells it.")
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
    def identity(self) -> publisher_identities.Identity:
        return publisher_identities.KINDS[self.kind](**self.terms)

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
