"""What open cases have in common: rows, so that a click on a trait is one walk along an index."""

from typing import ClassVar

from django.db import models

from moderation.models.cases import Case


class CaseTrait(models.Model):
    """One trait of one open case, as it stood when the case last changed; `moderation.traits` writes them.

    Harm and margin are the case's own: of the cases that have a trait, the queue reads the first few in order,
    however many there are.
    """

    class Kind(models.TextChoices):
        HOST = "host", "Links to"
        WORD = "word", "Name begins with"
        FILES = "files", "Files"
        STANDING = "standing", "Owner"
        AGE = "age", "Account"
        SCORE = "score", "Score"
        REPORT = "report", "Reported as"
        STATE = "state", "Now"
        WAITS = "waits", "Waits for"
        TEXT = "text", "Text"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="traits")
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.CharField(max_length=100)
    harm = models.FloatField(null=True, help_text="Null: set aside while a purge has settled the case.")
    margin = models.FloatField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "kind", "value"], name="a_case_has_a_trait_once"),
        ]
        indexes: ClassVar = [
            # queue, narrowed by a trait: most harm first
            models.Index(
                fields=["kind", "value", "-harm", "case"],
                name="traits_by_harm",
                condition=models.Q(harm__isnull=False),
            ),
            # queue to learn from, narrowed by a trait: most uncertain first
            models.Index(
                fields=["kind", "value", "margin", "case"],
                name="traits_by_margin",
                condition=models.Q(harm__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"
