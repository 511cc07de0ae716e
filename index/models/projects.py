"""Projects, releases, distribution files."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.models import User


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

    @property
    def takes_uploads(self) -> bool:
        """Archived and quarantined projects must not take new files (PEP 792)."""
        return self.status in (self.Status.ACTIVE, self.Status.DEPRECATED)


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
            # console: how many releases are held, and since when
            models.Index(fields=["held_at"], name="release_held", condition=models.Q(held_at__isnull=False)),
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

    def told_attested(self) -> Self:
        """Each with `is_attested`: whether its provenance is served."""
        return self.annotate(is_attested=models.Q(provenance__isnull=False))


class DistributionFile(models.Model):
    """One sdist or wheel. Its name is taken for ever."""

    class Kind(models.TextChoices):
        SDIST = "sdist"
        WHEEL = "bdist_wheel"

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="files")
    filename = models.CharField(max_length=255, unique=True)
    canonical_filename = models.CharField(  # noqa: DJ001 - two unknown ones are not the same
        max_length=255,
        null=True,
        unique=True,
        help_text="The spelling that all spellings of the file name share; null where it is not known.",
    )
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
    repository_url = models.CharField(
        max_length=500, blank=True, default="", db_default="", help_text="Of the build that uploaded it."
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    is_attested: bool  # where `told_attested` was asked

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
