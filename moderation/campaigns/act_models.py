"""The rows of acts on campaigns: what was decided, and what became of each member."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from index.models import Project
from moderation.campaigns.models import Campaign


class CampaignAct(models.Model):
    """What a person did to the ticked members of a campaign; a task does it, batch after batch."""

    class Verb(models.TextChoices):
        HOLD = "hold", "Hold all"
        SPAM = "spam", "Judge all spam"
        NOT_SPAM = "not_spam", "Judge all not spam"

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        UNDOING = "undoing"
        UNDONE = "undone"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="acts")
    verb = models.CharField(max_length=8, choices=Verb)
    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    began_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True, blank=True, help_text="Of its newest batch.")
    before = models.JSONField(default=dict, help_text="What it changed of the campaign, as it was.")
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes: ClassVar = [
            # the sweeper: what is under way
            models.Index(
                fields=["id"],
                name="campaign_acts_at_work",
                condition=models.Q(state__in=["running", "undoing"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} of {self.campaign}"

    @property
    def is_at_work(self) -> bool:
        return self.state in {self.State.RUNNING, self.State.UNDOING}


class CampaignActMember(models.Model):
    """One member of an act, as ticked when it began."""

    act = models.ForeignKey(CampaignAct, on_delete=models.CASCADE, related_name="members")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    before = models.JSONField(default=dict, help_text="Ids of what it changed: `held` releases, a `verdict`.")
    refused = models.TextField(blank=True, help_text="Why nothing was done, in one sentence.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["act", "project"], name="project_is_once_in_a_campaign_act"),
        ]
        indexes: ClassVar = [
            # the task: the next that are to be done
            models.Index(
                fields=["act", "project"], name="campaign_act_to_do", condition=models.Q(done_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} in {self.act}"
