"""Verdicts: a moderator decides; the label, the consequences and their undoing follow in one transaction."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from accounts.models import User
from classifier import labels
from index.models import Release, Role
from moderation import audit
from moderation.campaigns import membership
from moderation.judging import consequences, exempt
from moderation.judging.consequences import Act, Part, PartRefused
from moderation.judging.judgements import USUAL
from moderation.models import Case, Report, Verdict
from moderation.queue import cases, changes, claims
from moderation.rules import mistakes, outcomes

LAST_ACT_WITHIN = timedelta(hours=1)


class VerdictRefused(Exception):  # noqa: N818 - named after what happened
    """Nothing was decided; the message is one sentence."""


@transaction.atomic
def decide(
    *,
    case: Case,
    decision: Verdict.Decision,
    moderator: User,
    now: datetime,
    parts: Collection[Part] | None = None,
    seen: datetime | None = None,
) -> Verdict:
    """Settle a case: label what was judged, and do what follows.

    `parts`: which consequences; None: the usual ones, spam is removed, what is not is released, listed and never held
    again. `seen` is `case.changed_at` as the moderator saw it.

    :raises VerdictRefused: if the case changed since it was seen, is settled, or somebody else has it in hand; if a
        part must not be.
    """
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("project", "score__release", "claimed_by")
        .get(pk=case.pk)
    )
    parts = USUAL[decision] if parts is None else parts
    release = _what_is_judged(case, moderator, seen, now)
    is_spam = decision == Verdict.Decision.SPAM
    label = labels.record(
        release=release,
        is_spam=is_spam,
        labelled_by=moderator.username,
        now=now,
        sampled_blind=case.is_sample,
        campaign_id=membership.campaign_of(case.project),
    )
    state = consequences.state(case.project)
    reason = "judged spam" if is_spam else "judged not spam"
    digest = exempt.digest_of(label.document)
    try:
        before = consequences.carry_out(parts, Act(case.project, moderator, reason, now, digest))
    except PartRefused as exc:
        raise VerdictRefused(f"{case.project.name} is not judged: {exc}") from exc
    verdict = Verdict.objects.create(
        project=case.project,
        release=release,
        decision=decision,
        label=label,
        moderator=moderator,
        decided_at=now,
        parts=[part for part in Part if part in parts],
        before=before,
        text_digest=digest,
    )
    for step in _ONCE_DECIDED:
        step(verdict, now)
    cases.settle(case, now=now)
    _audit(verdict, "verdict", actor=moderator, before=state, now=now)
    return verdict


@transaction.atomic
def undo(*, verdict: Verdict, moderator: User, now: datetime) -> bool:
    """Put back what the verdict changed, forget its label, and open the case again. False if it is undone already."""
    # Cases before projects, as everybody takes them.
    Case.objects.select_for_update().filter(project=verdict.project_id).first()
    verdict = Verdict.objects.select_for_update().select_related("project", "label").get(pk=verdict.pk)
    if verdict.undone_at:
        return False
    state = consequences.state(verdict.project)
    consequences.put_back(verdict.before, Act(verdict.project, moderator, "verdict undone", now))
    verdict.undone_at = now
    verdict.save(update_fields=["undone_at"])
    for step in _ONCE_UNDONE:
        step(verdict, now)
    cases.reopen(verdict.project.case, now=now)
    _audit(verdict, "undo verdict", actor=moderator, before=state, now=now)
    return True


def last_act(moderator: User, *, now: datetime) -> list[Verdict]:
    """The verdicts that a moderator gave last, by one key or one click, and has not undone; none after an hour."""
    recent = Verdict.objects.filter(
        moderator=moderator, decided_at__gt=now - LAST_ACT_WITHIN, undone_at=None
    ).select_related("project")
    last = recent.order_by("-decided_at").first()
    return list(recent.filter(decided_at=last.decided_at).order_by("-id")) if last else []


def _what_is_judged(case: Case, moderator: User, seen: datetime | None, now: datetime) -> Release:
    """The release that the card shows.

    :raises VerdictRefused: where it must not be judged now, with what is in the way.
    """
    name = case.project.name
    if case.settled_at:
        told = f": {changes.since(case, seen)[0]}" if seen else "; look at its audit entry"
        raise VerdictRefused(f"{name} has been decided already{told}.")
    if seen and (case.changed_at != seen or changes.has_new_files(case, seen)):
        told = ", ".join(changes.since(case, seen))
        raise VerdictRefused(f"{name} has changed since you saw it: {told}. Look again and decide then.")
    holder = claims.holder(case, now=now)
    if holder and holder != moderator:
        raise VerdictRefused(
            f"{name} is not judged: {claims.holder_in_words(case, now=now)} Take it over to decide."
        )
    release = (
        case.score.release if case.score else case.project.releases.order_by("-created_at", "-id").first()
    )
    if release is None:
        raise VerdictRefused(f"{name} has no release to judge.")
    return release


def _count_for_owners(verdict: Verdict, _now: datetime) -> None:
    """A verdict, and nothing less, changes what an owner's standing is computed from."""
    _add_for_owners(verdict, 1)


def _uncount_for_owners(verdict: Verdict, _now: datetime) -> None:
    _add_for_owners(verdict, -1)


def _add_for_owners(verdict: Verdict, by: int) -> None:
    owners = Role.objects.filter(project=verdict.project, kind=Role.Kind.OWNER).values("user_id")
    field = "spam_verdicts" if verdict.decision == Verdict.Decision.SPAM else "honest_verdicts"
    # Who became an owner between a verdict and its undoing has nothing to be taken from.
    users = User.objects.filter(pk__in=owners, **{f"{field}__gte": max(-by, 0)})
    users.update(**{field: F(field) + by})


def _settle_reports(verdict: Verdict, now: datetime) -> None:
    is_spam = verdict.decision == Verdict.Decision.SPAM
    outcome = Report.Outcome.UPHELD if is_spam else Report.Outcome.DISMISSED
    Report.objects.filter(project=verdict.project, settled_at=None).update(settled_at=now, outcome=outcome)


def _reopen_reports(verdict: Verdict, _now: datetime) -> None:
    """Those that it settled, but where their reporter has reported the project anew since."""
    reports = Report.objects.filter(project=verdict.project)
    anew = reports.filter(settled_at=None).values("reporter")
    settled_by_it = reports.filter(settled_at=verdict.decided_at).exclude(reporter__in=anew)
    ids = list(settled_by_it.values_list("pk", flat=True))
    Report.objects.filter(pk__in=ids).update(settled_at=None, outcome="")


def _tell_rules(verdict: Verdict, now: datetime) -> None:
    """What they hit was right or wrong; one that is wrong too often ends with this."""
    mistakes.switch_off_wrong(now=now, among=outcomes.note_verdict(verdict.project))


def _retract_label(verdict: Verdict, now: datetime) -> None:
    labels.retract(verdict.label, now=now)


# What goes with every verdict, whatever its consequences, in the order in which it is done:
# functions of the verdict and the moment.
_ONCE_DECIDED: Final = (_count_for_owners, _settle_reports, _tell_rules)
_ONCE_UNDONE: Final = (_uncount_for_owners, _retract_label, _reopen_reports, _tell_rules)


def _audit(verdict: Verdict, action: str, *, actor: User, before: dict, now: datetime) -> None:
    audit.record(
        actor=actor.username,
        action=action,
        subject=verdict.project.normalized_name,
        reason=verdict.get_decision_display(),
        before=before,
        after=consequences.state(verdict.project),
        now=now,
    )
