"""What a build signed of a distribution file."""

from django.db import models

from index.models.projects import DistributionFile


class Provenance(models.Model):
    """The provenance object of a file (PEP 740), verified when the file was uploaded."""

    file = models.OneToOneField(
        DistributionFile, on_delete=models.CASCADE, primary_key=True, related_name="provenance"
    )
    document = models.TextField(help_text="As JSON, byte for byte as it is served.")

    def __str__(self) -> str:
        return str(self.file)
