"""The rows of moderation: switches, reports, cases, verdicts, purges, campaigns, rules, and the audit of every act."""

from moderation.alarms.models import Alarm, IntakeHour, Ladder, Reading, SeenHost
from moderation.campaigns.act_models import CampaignAct, CampaignActMember
from moderation.campaigns.models import Arrival, Campaign, GroupingTurn, PendingGrouping, SeenKey
from moderation.incidents.models import Incident, IncidentEntry
from moderation.models.appeals import Appeal, ExemptContent
from moderation.models.audit import AuditEntry
from moderation.models.cases import AccountCase, Case
from moderation.models.flags import Flag
from moderation.models.lines import LineSetting
from moderation.models.mail_domains import BannedMailDomain
from moderation.models.reports import Report
from moderation.models.staff_tokens import StaffToken
from moderation.models.telling import JournalReader
from moderation.models.traits import CaseTrait
from moderation.models.verdicts import AccountVerdict, Verdict
from moderation.models.worker_life import WorkerLife
from moderation.purges.models import Purge, PurgedAccount, PurgedProject, PurgeLetter
from moderation.rules.models import Rule, RuleAsked, RuleHit, RuleTrialHit
from moderation.webhooks.models import Webhook, WebhookDelivery

__all__ = [
    "AccountCase",
    "AccountVerdict",
    "Alarm",
    "Appeal",
    "Arrival",
    "AuditEntry",
    "BannedMailDomain",
    "Campaign",
    "CampaignAct",
    "CampaignActMember",
    "Case",
    "CaseTrait",
    "ExemptContent",
    "Flag",
    "GroupingTurn",
    "Incident",
    "IncidentEntry",
    "IntakeHour",
    "JournalReader",
    "Ladder",
    "LineSetting",
    "PendingGrouping",
    "Purge",
    "PurgeLetter",
    "PurgedAccount",
    "PurgedProject",
    "Reading",
    "Report",
    "Rule",
    "RuleAsked",
    "RuleHit",
    "RuleTrialHit",
    "SeenHost",
    "SeenKey",
    "StaffToken",
    "Verdict",
    "Webhook",
    "WebhookDelivery",
    "WorkerLife",
]
