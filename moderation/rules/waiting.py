"""What rules did that still waits for a person: asked by triage and by the queue."""

from index.models import Project
from moderation.rules.models import Rule, RuleHit


def hits(project: Project) -> bool:
    return RuleHit.objects.unsettled().filter(project=project).exists()


def other_hold(hit: RuleHit) -> RuleHit | None:
    """Another rule's hit that holds the same release, were it not held already."""
    others = RuleHit.objects.unsettled().filter(release=hit.release_id, rule__effect=Rule.Effect.HOLD)
    return others.exclude(pk=hit.pk).select_related("rule").order_by("pk").first()


def is_kept_unlisted(project: Project) -> bool:
    """Whether a low score must not list it: a rule left it out, and nobody has looked yet."""
    return RuleHit.objects.unsettled().filter(project=project, rule__effect=Rule.Effect.UNLIST).exists()
