"""Models and what they learned from, scores and what waits for one."""

from typing import ClassVar

from django.db import models

from index.models import Project, Release


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
    imported_labels = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Of both kinds of labels, those of other indexes."
    )
    metrics = models.JSONField(default=dict)
    feature_spec = models.CharField(max_length=20, blank=True, default="", db_default="")
    libraries = models.JSONField(null=True, help_text="Version by name, of what it was fitted with.")
    held_back = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="Why training did not put it in force; empty: it did.",
    )
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)
    activated_by = models.CharField(max_length=50, blank=True, default="", db_default="")
    activated_because = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="current"), name="one_current_model"
            ),
        ]

    def __str__(self) -> str:
        return self.version


class Training(models.Model):
    """One run of training: when, on whose demand, and what came of it."""

    class Outcome(models.TextChoices):
        PROMOTED = "promoted", "in force"
        HELD_BACK = "held back"
        NOTHING_NEW = "nothing new"
        FAILED = "failed"

    asked_by = models.CharField(max_length=50, help_text="A person, or what made it due.")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)
    message = models.TextField(blank=True, help_text="One sentence, where it failed.")
    model = models.ForeignKey(TrainedModel, on_delete=models.PROTECT, null=True, related_name="trainings")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(finished_at=None) ^ ~models.Q(outcome=""),
                name="training_has_an_outcome_once_it_is_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"training of {self.started_at:%Y-%m-%d %H:%M}: {self.outcome or 'running'}"


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
    by_newcomer = models.BooleanField(
        null=True, help_text="Whether the owner was a newcomer then; null where it was not written down."
    )
    scored_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            # history: how scores were distributed in a week, without reading the rows themselves
            models.Index(
                fields=["scored_at", "by_newcomer", "spam_probability"],
                name="current_scores_by_time",
                condition=models.Q(is_current=True),
            ),
        ]
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
    signature = models.BinaryField(
        null=True, blank=True, help_text="Of the document; null where it was labelled before there were any."
    )
    fingerprint = models.CharField(
        max_length=64, blank=True, default="", db_default="", help_text="SHA-256 of document and verdict."
    )
    source = models.CharField(
        max_length=100, blank=True, default="", db_default="", help_text="Whose it is; empty: our own."
    )
    publisher_id = models.BigIntegerField(
        null=True, blank=True, help_text="Account of the owner: what it published is held out together."
    )
    sampled_blind = models.BooleanField(
        default=False, db_default=False, help_text="Chosen by lot, whatever it scored: what the model misses."
    )
    was_held = models.BooleanField(
        default=False, db_default=False, help_text="Nobody could see the release when it was decided."
    )
    spam_probability = models.FloatField(
        null=True, blank=True, help_text="What the model in force said when it was decided."
    )
    campaign_id = models.BigIntegerField(
        null=True,
        blank=True,
        help_text="What else was uploaded with it; all of one count as copies of one text.",
    )
    group_id = models.BigIntegerField(
        null=True,
        blank=True,
        help_text="The oldest label whose text is like this one's; null until training.",
    )

    objects = LabelQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=~models.Q(source=""),
                name="a_label_is_imported_once",
            ),
        ]
        indexes: ClassVar = [
            # exchange: whether a line that is imported is known
            models.Index(fields=["fingerprint"], name="label_by_fingerprint"),
            # drift: what was decided in the last weeks, without reading the rows themselves
            models.Index(
                fields=["labelled_at", "is_spam", "sampled_blind", "was_held", "spam_probability"],
                name="label_by_time",
                condition=models.Q(retracted_at=None, source=""),
            ),
            # curve: what was decided by what it had scored
            models.Index(
                fields=["spam_probability", "is_spam", "group_id"],
                name="label_by_score",
                condition=models.Q(retracted_at=None, source=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_name}: {'spam' if self.is_spam else 'not spam'}"


class LabelImport(models.Model):
    """Labels of another index that were taken in, in one act."""

    source = models.CharField(max_length=100)
    imported_by = models.CharField(max_length=50)
    reason = models.TextField()
    added = models.PositiveIntegerField()
    known = models.PositiveIntegerField(help_text="Left out, because they were here already.")
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.added} labels of {self.source}"


class Signature(models.Model):
    """What a release says, in 256 bytes (classifier.signatures); written with its score."""

    release = models.OneToOneField(
        Release, on_delete=models.CASCADE, primary_key=True, related_name="signature"
    )
    minhash = models.BinaryField(help_text="Empty where the release says too little to be compared.")

    def __str__(self) -> str:
        return f"signature of {self.release}"


class Band(models.Model):
    """A place where look-alikes meet: `release` is the first of its project that has this key in its signature.

    A row for each project and key, so that a project with hundreds of releases of one README is here once. Rows are
    hints and are never deleted; signatures are compared before anything is said.
    """

    # similarity: the oldest and the newest projects of a key
    pk = models.CompositePrimaryKey("key", "project_id")
    key = models.BigIntegerField()
    # Neither projects nor releases are ever deleted, so these need no index of their own.
    project = models.ForeignKey(Project, on_delete=models.CASCADE, db_index=False, related_name="+")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, db_index=False, related_name="+")

    def __str__(self) -> str:
        return f"{self.key}: {self.release}"


class LabelBand(models.Model):
    """As `Band`, of labels: what has been decided on look-alikes is found among a thousand that wait."""

    # similarity: the newest labels of a key
    pk = models.CompositePrimaryKey("key", "label_id")
    key = models.BigIntegerField()
    label = models.ForeignKey(Label, on_delete=models.CASCADE, db_index=False, related_name="+")

    def __str__(self) -> str:
        return f"{self.key}: {self.label}"
