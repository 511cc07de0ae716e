"""How far somebody was told of what happened."""

from django.db import models


class JournalReader(models.Model):
    """Who walks along the journal, and up to which serial they have come."""

    name = models.CharField(max_length=40, primary_key=True)
    serial = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} at {self.serial}"
