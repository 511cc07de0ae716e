"""Models and what they learned from, scores and what waits for one."""

from typing import ClassVar

from django.db import models

from index.models import Release


class TrainedModel(models.Model):
    """One version of the model. Every version is kept, so a roll-back is a change of `state`."""

    class State(models.TextChoices):
        CANDIDATE = "candidate"
        CURRENT = "current"
        RETIRED = "retired"

    version = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=9, choices=State, default=State.CANDIDATE)
    sha256 = models.CharField(max_length=64, help_text="Of the artefact; checked before it is read.")
    is_shipped = models.BooleanField(
        default=False, help_text="The starting model: its artefact is in the code."
    )
    prior = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, help_text="What training started from."
    )
    spam_labels = models.PositiveIntegerField(default=0)
    honest_labels = models.PositiveIntegerField(default=0)
    newest_label_id = models.BigIntegerField(default=0, help_text="The newest label it has seen.")
    metrics = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="current"), name="one_current_model"
            ),
        ]

    def __str__(self) -> str:
        return self.version


class PendingScore(models.Model):
    """A release that waits to be scored; written with the upload, so no lost message can lose it."""

    release = models.OneToOneField(Release, on_delete=models.CASCADE, related_name="pending_score")
    requested_at = models.DateTimeField(db_index=True)  # the sweeper: what has waited too long

    def __str__(self) -> str:
        return f"{self.release} since {self.requested_at}"


class Score(models.Model):
    """What one model said of one release, and the document it read."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="scores")
    model = models.ForeignKey(TrainedModel, on_delete=models.PROTECT, related_name="+")
    spam_probability = models.FloatField(help_text="0 to 1, calibrated.")
    reasons = models.JSONField(help_text="In words, strongest first: text, weight in log-odds, field.")
    document = models.JSONField(help_text="What was scored, as classifier.documents stores it.")
    is_current = models.BooleanField()
    scored_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "model"], name="score_once_per_model"),
            models.UniqueConstraint(
                fields=["release"], condition=models.Q(is_current=True), name="one_current_score_per_release"
            ),
            models.CheckConstraint(
                condition=models.Q(spam_probability__gte=0, spam_probability__lte=1),
                name="spam_probability_is_0_to_1",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release}: {self.spam_probability:.3f}"


class LabelQuerySet(models.QuerySet["Label"]):
    def in_force(self) -> "LabelQuerySet":
        return self.filter(retracted_at=None)


class Label(models.Model):
    """A verdict as training sees it. It keeps its own copy of the document and outlives the project."""

    is_spam = models.BooleanField()
    document = models.JSONField()
    project_name = models.CharField(max_length=100)
    version = models.CharField(max_length=100, blank=True)
    labelled_by = models.CharField(max_length=50)
    labelled_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True, blank=True, help_text="The verdict was undone.")

    objects = LabelQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.project_name}: {'spam' if self.is_spam else 'not spam'}"
