"""Files on their way in through the upload page."""

from typing import ClassVar

from django.conf import settings
from django.db import models


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
